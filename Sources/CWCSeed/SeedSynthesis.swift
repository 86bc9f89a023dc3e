import CWCModel
import CWCNetwork

/// Turns the codes of a picture into its samples: the last steps of decoding.
///
/// An encoder takes them too, to know the checksum of what its file decodes to. They are written
/// here once, below both, so that the two cannot differ. Spec seed §7.
struct SeedSynthesis: Sendable {
    private let networks: SeedNetworks
    private let width: Int
    private let height: Int

    /// What makes a picture of this size from codes of a model.
    init(networks: SeedNetworks, width: Int, height: Int) {
        self.networks = networks
        self.width = width
        self.height = height
    }

    /// Rows and columns of the codes.
    private var codeSize: (height: Int, width: Int) {
        let scale = networks.scale
        return ((height + scale - 1) / scale, (width + scale - 1) / scale)
    }

    /// Runs the network, and gives the picture row by row from the top.
    ///
    /// - Parameters:
    ///   - bits: `[⌈height / scale⌉, ⌈width / scale⌉, planes]` codes, each 0 or 1, those that the
    ///     map drops 0.
    ///   - threads: How many threads the network may use; the result does not depend on it.
    ///   - strip: Rows of codes that the network takes at a time, or nil for a number that suits
    ///     the size; the result does not depend on it.
    ///   - observer: Is told of every stage that begins.
    ///   - body: Takes a row of `[width, 3]` samples R, G, B.
    func rows(
        codes bits: [UInt8], threads: Int, strip: Int? = nil,
        observer: CodingStage.Observer? = nil, _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) {
        let (rows, columns) = codeSize
        let stream = networks.synthesis.stream(
            height: rows, width: columns, threads: threads, strip: strip)
        precondition(bits.count == rows * stream.inputRowCount, "number of codes")
        observer?(.network)
        stream.run { rows, buffer in
            let first = rows.lowerBound * stream.inputRowCount
            let bits = bits.span.extracting(first..<first + buffer.count)
            for index in buffer.indices { buffer[index] = Int16(bits[index]) }
        } emit: { rows, values in
            observer?(.pixels)
            // Below and to the right of the picture is what made it a multiple of the scale.
            for y in rows.clamped(to: 0..<height) {
                let first = (y - rows.lowerBound) * stream.outputRowCount
                body(y, values.extracting(first..<first + 3 * width))
            }
            observer?(.network)
        }
    }

    /// Bytes that `rows` takes beside codes: the network's windows.
    ///
    /// Cannot overflow 64 bits: a network has at most 2¹¹ tensors, each with a window of at most
    /// 2¹⁴ rows of 2²⁴ positions of 2¹⁰ channels of 2 bytes.
    func peakByteCount(threads: Int) -> Int {
        let (rows, columns) = codeSize
        return networks.synthesis.peakByteCount(height: rows, width: columns, threads: threads)
    }
}
