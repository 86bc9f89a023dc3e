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
        body: (_ y: Int, _ row: Span<Output.Value>) -> Void
    ) {
        let row = geometry.width * 3
        let (height, width) = Self.blocks(geometry)
        let stream = network.stream(height: height, width: width, threads: threads)
        let team = ThreadTeam(threads: threads)
        observer?(.network)
        var values: [Output.Value] = []
        stream.run { rows, buffer in
            team.forEachPart(of: rows, writing: &buffer, rowCount: stream.inputRowCount) {
                writeBlocks(of: components, $0, to: &$1)
            }
        } emit: { rows, residuals in
            observer?(.pixels)
            if values.count < rows.count * row {
                values = [Output.Value](repeating: 0, count: rows.count * row)
            }
            var made = values.mutableSpan
            team.forEachPart(of: rows, writing: &made, rowCount: row) { part, made in
                for (index, y) in part.enumerated() {
                    quality.forEachRun(y: y, width: geometry.width) { columns, step in
                        let place = (y - rows.lowerBound) * row + 3 * columns.lowerBound
                        let residuals = residuals.extracting(place..<place + 3 * columns.count)
                        let first = index * row + 3 * columns.lowerBound
                        // With the line above, all that the loop below looks at.
                        precondition(first + 3 * columns.count <= made.count)
                        components.forEachColour(row: y, columns) { x, red, green, blue in
                            @inline(__always)
                            func add(_ index: Int, _ colour: Int32) {
                                let residual = Self.scaled(
                                    unsafe residuals[unchecked: index], step: step)
                                unsafe made[unchecked: first + index] = Output.value(
                                    of: colour, residual)
                            }
                            add(3 * x, red)
                            add(3 * x + 1, green)
                            add(3 * x + 2, blue)
                        }
                    }
                }
            }
            for (index, y) in rows.enumerated() {
                body(y, made.span.extracting(index * row..<(index + 1) * row))
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
        of components: ComponentSynthesis, _ rows: Range<Int>, to buffer: inout MutableSpan<Int16>
    ) {
        typealias Blocks = PostFilterBlocks
        let columns = geometry.width / Blocks.side
        let legal = Int32(Blocks.colours.lowerBound)...Int32(Blocks.colours.upperBound)
        @inline(__always)
        func quarters(_ colour: Int32) -> Int16 {
            let value = (colour &+ 2) >> 2
            return Int16(truncatingIfNeeded: min(max(value, legal.lowerBound), legal.upperBound))
        }
        // All that the loops below write.
        precondition(rows.count * columns * Blocks.channels <= buffer.count)
        for (index, row) in rows.enumerated() {
            let first = index * columns * Blocks.channels
            for i in 0..<Blocks.side {
                components.forEachColour(row: Blocks.side * row + i, 0..<geometry.width) {
                    x, red, green, blue in
                    // Division of an unsigned number by a power of two is a shift.
                    let (block, column) = UInt(x).quotientAndRemainder(
                        dividingBy: UInt(Blocks.side))
                    let place =
                        first &+ Int(block) &* Blocks.channels &+ i &* Blocks.side &+ Int(column)
                    unsafe buffer[unchecked: place] = quarters(red)
                    unsafe buffer[unchecked: place &+ Blocks.pixels] = quarters(green)
                    unsafe buffer[unchecked: place &+ 2 * Blocks.pixels] = quarters(blue)
                }
            }
            for column in 0..<columns {
                buffer[first + column * Blocks.channels + Blocks.colourChannels] =
                    quality.feature(row: row, column: column)
            }
        }
    }
}

/// What is made of a colour around mid-grey and of the residual that the post-filter adds to it, both
/// in units of 1/16.
protocol PostFilterOutput {
    associatedtype Value: FixedWidthInteger & BitwiseCopyable & Sendable
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
