public import CWCContainer

/// Turns the codes of a picture into its samples: the last steps of decoding.
///
/// An encoder takes them too, to know the checksum of what its file decodes to. They are written
/// here once, below both, so that the two cannot differ. Spec cwc §9, model §3.3.
public struct Reconstruction: Sendable {
    private let model: Model
    private let width: Int
    private let height: Int
    private let channels: Channels

    /// What makes a picture of this size from codes of `model`.
    public init(model: Model, width: Int, height: Int, channels: Channels) {
        self.model = model
        self.width = width
        self.height = height
        self.channels = channels
    }

    /// Rows and columns of the codes.
    private var codeSize: (height: Int, width: Int) {
        let scale = model.scale
        return ((height + scale - 1) / scale, (width + scale - 1) / scale)
    }

    /// Runs the network.
    ///
    /// - Parameters:
    ///   - bits: `[⌈height / scale⌉, ⌈width / scale⌉, planes]` codes, each 0 or 1, those that the
    ///     map drops 0.
    ///   - alpha: `[height, width]` samples, if and only if there is alpha.
    ///   - threads: How many threads the network may use; the result does not depend on it.
    /// - Returns: `[height, width, channels]` samples.
    public func samples(codes bits: [UInt8], alpha: [UInt8]?, threads: Int) -> [UInt8] {
        precondition(channels.hasAlpha == (alpha != nil), "alpha contradicts the channels")
        let (rows, columns) = codeSize
        let codes = IntegerTensor(
            height: rows, width: columns, channels: model.description.planes,
            values: bits.map(Int16.init))
        return crop(model.synthesis.run(codes, threads: threads), alpha: alpha ?? [])
    }

    /// Takes the picture out of the network's output, `[≥ height, ≥ width, 3]` in 0...255, and sets
    /// alpha beside it.
    private func crop(_ output: IntegerTensor, alpha: [UInt8]) -> [UInt8] {
        let count = channels.count
        var samples = [UInt8](repeating: 0, count: height * width * count)
        let values = output.values
        for y in 0..<height {
            for x in 0..<width {
                let source = (y * output.width + x) * 3
                let pixel = y * width + x
                // The network's output range is that of a byte.
                let (red, green, blue) = (values[source], values[source + 1], values[source + 2])
                if channels.hasColor {
                    samples[pixel * count] = UInt8(red)
                    samples[pixel * count + 1] = UInt8(green)
                    samples[pixel * count + 2] = UInt8(blue)
                } else {
                    samples[pixel * count] = UInt8((red + 2 * green + blue + 2) >> 2)
                }
                if channels.hasAlpha { samples[pixel * count + count - 1] = alpha[pixel] }
            }
        }
        return samples
    }

    /// Bytes that `samples` takes at most: the network's tensors, and what it returns.
    ///
    /// Cannot overflow 64 bits: a tensor has at most 2⁴⁸ positions of 1024 channels of 2 bytes, and
    /// no more than five are alive at once.
    public var peakByteCount: Int {
        let (rows, columns) = codeSize
        return model.synthesis.peakByteCount(height: rows, width: columns)
            + height * width * channels.count
    }
}

extension Model {
    /// Pixels of the picture for each position of map and codes, in both directions.
    public var scale: Int { synthesis.upsampling }
}
