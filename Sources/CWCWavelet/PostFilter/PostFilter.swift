import CWCModel
import CWCNetwork

/// The post-filter: a restoration network that sees the decoded picture and its quality, and adds a
/// residual to it. Spec wavelet §9.
struct PostFilter {
    private let network: IntegerNetwork
    private let geometry: WaveletGeometry
    private let quality: PostFilterQuality
    private let threads: Int

    init(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, _ qualityMap: QualityMap,
        threads: Int
    ) {
        network = networks.postFilter
        self.geometry = geometry
        quality = PostFilterQuality(qualityMap, geometry, networks.baseSteps)
        self.threads = threads
    }

    /// Runs the network over a picture's components.
    ///
    /// - Parameters:
    ///   - components: The picture before the filter.
    ///   - output: What is made of each colour and its residual.
    ///   - observer: Is told of every stage that begins.
    ///   - body: Takes the rows of the padded picture from the top, `[W, 3]`.
    func run<Output: PostFilterOutput>(
        on components: ComponentSynthesis, to output: Output.Type,
        observer: CodingStage.Observer? = nil,
        body: (_ y: Int, _ row: UnsafeBufferPointer<Output.Value>) -> Void
    ) {
        let row = geometry.width * 3
        let (height, width) = Self.blocks(geometry)
        let stream = network.stream(height: height, width: width, threads: threads)
        let team = ThreadTeam(threads: threads)
        observer?(.network)
        stream.run { rows, buffer in
            team.forEachPart(of: rows) { part in
                writeBlocks(
                    of: components, part, to: buffer,
                    at: (part.lowerBound - rows.lowerBound) * stream.inputRowCount)
            }
        } emit: { rows, residuals in
            observer?(.pixels)
            withUnsafeTemporaryAllocation(
                of: Output.Value.self, capacity: rows.count * row
            ) { values in
                team.forEachPart(of: rows) { part in
                    for y in part {
                        let first = (y - rows.lowerBound) * row
                        quality.forEachRun(y: y, width: geometry.width) { columns, step in
                            components.forEachColour(row: y, columns) { x, red, green, blue in
                                let place = first + 3 * x
                                @inline(__always)
                                func add(_ index: Int, _ colour: Int32) {
                                    let residual = Self.scaled(residuals[index], step: step)
                                    values.initializeElement(
                                        at: index, to: Output.value(of: colour, residual))
                                }
                                add(place, red)
                                add(place + 1, green)
                                add(place + 2, blue)
                            }
                        }
                    }
                }
                for (index, y) in rows.enumerated() {
                    body(
                        y, UnsafeBufferPointer(rebasing: values[index * row..<(index + 1) * row]))
                }
            }
            observer?(.network)
        }
    }

    /// Bytes that a run takes: the network's windows, and rows of samples.
    static func peakByteCount(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, threads: Int
    ) -> Int {
        let (height, width) = blocks(geometry)
        let network = networks.postFilter
        // Rows come as many at a time as the network makes of a strip.
        let strip = network.stripHeight(height: height, width: width, threads: threads)
        return network.peakByteCount(height: height, width: width, threads: threads)
            + PostFilterBlocks.side * strip * geometry.width * 3 * 4
    }

    /// Rows of blocks, and blocks in a row.
    private static func blocks(_ geometry: WaveletGeometry) -> (height: Int, width: Int) {
        (geometry.height / PostFilterBlocks.side, geometry.width / PostFilterBlocks.side)
    }

    /// A residual in units of 2⁻¹⁰ of a step, in units of 1/16 of a grey level:
    /// (residual · step + 2¹⁵) >> 16, for steps below 2¹⁸.
    @inline(__always)
    private static func scaled(_ residual: Int16, step: Int32) -> Int32 {
        // In 32 bits: what is a multiple of 2¹⁶ need not be shifted.
        let residual = Int32(residual)
        return residual &* (step >> 16) &+ (residual &* (step & 0xFFFF) &+ 1 << 15) >> 16
    }

    /// Writes rows of blocks as the network takes them.
    private func writeBlocks(
        of components: ComponentSynthesis, _ rows: Range<Int>,
        to buffer: UnsafeMutableBufferPointer<Int16>, at place: Int
    ) {
        guard let start = buffer.baseAddress.map({ $0 + place }) else { return }
        typealias Blocks = PostFilterBlocks
        let columns = geometry.width / Blocks.side
        let legal = Int32(Blocks.colours.lowerBound)...Int32(Blocks.colours.upperBound)
        @inline(__always)
        func quarters(_ colour: Int32) -> Int16 {
            let value = (colour &+ 2) >> 2
            return Int16(truncatingIfNeeded: min(max(value, legal.lowerBound), legal.upperBound))
        }
        for (index, row) in rows.enumerated() {
            let first = start + index * columns * Blocks.channels
            for i in 0..<Blocks.side {
                components.forEachColour(row: Blocks.side * row + i, 0..<geometry.width) {
                    x, red, green, blue in
                    let place =
                        first + x / Blocks.side * Blocks.channels
                        + i * Blocks.side + x % Blocks.side
                    place[0] = quarters(red)
                    place[Blocks.pixels] = quarters(green)
                    place[2 * Blocks.pixels] = quarters(blue)
                }
            }
            for column in 0..<columns {
                first[column * Blocks.channels + Blocks.colourChannels] = quality.feature(
                    row: row, column: column)
            }
        }
    }
}

/// What is made of a colour around mid-grey and of the residual that the post-filter adds to it, both
/// in units of 1/16.
protocol PostFilterOutput {
    associatedtype Value: Sendable
    static func value(of colour: Int32, _ residual: Int32) -> Value
}

/// The sample, 0…255.
enum FilteredSample: PostFilterOutput {
    @inline(__always)
    static func value(of colour: Int32, _ residual: Int32) -> Int16 {
        // Far from 0 … 255 a residual makes no difference, and the sum stays in 32 bits.
        let colour = min(max(colour, -(1 << 24)), 1 << 24)
        return Int16(truncatingIfNeeded: min(max((colour + residual + 8) >> 4 + 128, 0), 255))
    }
}

/// The residual alone.
enum FilterResidual: PostFilterOutput {
    @inline(__always)
    static func value(of colour: Int32, _ residual: Int32) -> Int32 { residual }
}
