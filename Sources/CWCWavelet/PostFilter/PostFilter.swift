import CWCModel
import CWCNetwork

/// The post-filter: a restoration network that sees the decoded picture and its quality, and adds a
/// residual to it. A stream from the top down. Spec wavelet §9.
final class PostFilter<Output: PostFilterOutput> {
    /// Takes rows of a picture as they are made, `[columns, 3]`.
    typealias Body = (_ y: Int, _ row: Span<Output.Value>) -> Void

    /// The pixels that go in, whole blocks.
    private let rect: SubbandRect
    private let output: Output
    private let stream: NetworkStream
    private let quality: PictureQuality
    private let team: ThreadTeam
    private let window: ComponentWindow
    private let observer: CodingStage.Observer?
    private let body: Body

    /// A stream at its top.
    ///
    /// - Parameters:
    ///   - network: The network.
    ///   - output: What rows are made of.
    ///   - quality: The qualities of the picture's parts.
    ///   - rect: The pixels that go in, whole blocks; beyond it the network sees zeros.
    ///   - threads: Threads that may work.
    ///   - observer: Is told of every stage that begins.
    ///   - body: Takes rows as they are made.
    init(
        _ network: IntegerNetwork, _ output: Output, _ quality: PictureQuality,
        _ rect: SubbandRect, threads: Int, observer: CodingStage.Observer? = nil,
        body: @escaping Body
    ) {
        let side = PostFilterBlocks.side
        self.rect = rect
        self.output = output
        stream = network.stream(
            height: rect.rows.count / side, width: rect.columns.count / side, threads: threads)
        self.quality = quality
        team = ThreadTeam(threads: threads)
        window = ComponentWindow(
            rect,
            rows: PostFilterBlocks.windowRows(
                network, strip: stream.strip, height: rect.rows.count))
        self.observer = observer
        self.body = body
    }

    /// Takes rows of the picture before the filter, and gives those that they make possible.
    func push(_ components: ComponentRows) {
        var rest = components.rows.clamped(to: rect.rows)
        while !rest.isEmpty {
            let taken = rest.prefix(window.room)
            precondition(!taken.isEmpty, "the window holds what the network waits for")
            window.append(components, taken)
            rest = taken.upperBound..<rest.upperBound
            observer?(.network)
            while !stream.nextRows.isEmpty, run(stream.nextRows) {}
            observer?(.pixels)
        }
    }

    /// Feeds rows of blocks, if all of them are there.
    private func run(_ blocks: Range<Int>) -> Bool {
        let side = PostFilterBlocks.side
        let first = rect.rows.lowerBound / side
        guard (first + blocks.upperBound) * side <= window.rows.upperBound else { return false }
        quality.prepare(
            level: PostFilterBlocks.level,
            first + blocks.lowerBound..<first + blocks.upperBound)
        stream.push(blocks.count) { input in
            team.forEachPart(of: blocks, writing: &input, rowCount: stream.inputRowCount) {
                part, input in
                writeBlocks(
                    first + part.lowerBound..<first + part.upperBound, to: &input)
            }
        } emit: { rows, residuals in
            emit(
                rows.lowerBound + rect.rows.lowerBound..<rows.upperBound + rect.rows.lowerBound,
                residuals)
        }
        return true
    }

    /// Adds residuals to rows, and hands them out.
    private func emit(_ rows: Range<Int>, _ residuals: Span<Int16>) {
        observer?(.pixels)
        let columns = rect.columns
        let output = output
        let count = columns.count * 3
        precondition(residuals.count >= rows.count * count, "residuals of all rows")
        unsafe withUnsafeTemporaryAllocation(
            of: Output.Value.self, capacity: rows.count * count
        ) { buffer in
            unsafe buffer.initialize(repeating: 0)
            var values = unsafe buffer.mutableSpan
            team.forEachPart(of: rows, writing: &values, rowCount: count) { part, values in
                for y in part {
                    let source = (y - rows.lowerBound) * count - 3 * columns.lowerBound
                    let target = (y - part.lowerBound) * count - 3 * columns.lowerBound
                    let (quality, row) = quality.filter(y: y)
                    quality.forEachRun(y: row, columns) { columns, step in
                        window.forEachColour(row: y, columns) { x, red, green, blue in
                            @inline(__always)
                            func add(_ channel: Int, _ colour: Int32) {
                                let place = 3 &* x &+ channel
                                let residual = Self.scaled(
                                    unsafe residuals[unchecked: source &+ place], step: step)
                                unsafe values[unchecked: target &+ place] = output.value(
                                    of: colour, residual)
                            }
                            add(0, red)
                            add(1, green)
                            add(2, blue)
                        }
                    }
                }
            }
            for (index, y) in rows.enumerated() {
                body(y, values.span.extracting(index * count..<(index + 1) * count))
            }
        }
        window.drop(above: rows.upperBound)
        observer?(.network)
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
    private func writeBlocks(_ rows: Range<Int>, to buffer: inout MutableSpan<Int16>) {
        typealias Blocks = PostFilterBlocks
        let columns = rect.columns.count / Blocks.side
        let firstColumn = rect.columns.lowerBound
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
                window.forEachColour(row: Blocks.side * row + i, rect.columns) {
                    x, red, green, blue in
                    // Division of an unsigned number by a power of two is a shift.
                    let (block, column) = UInt(bitPattern: x &- firstColumn)
                        .quotientAndRemainder(dividingBy: UInt(Blocks.side))
                    let place =
                        first &+ Int(block) &* Blocks.channels &+ i &* Blocks.side &+ Int(column)
                    unsafe buffer[unchecked: place] = quarters(red)
                    unsafe buffer[unchecked: place &+ Blocks.pixels] = quarters(green)
                    unsafe buffer[unchecked: place &+ 2 * Blocks.pixels] = quarters(blue)
                }
            }
            let (quality, firstRow) = quality.filter(y: Blocks.side * row)
            for column in 0..<columns {
                buffer[first + column * Blocks.channels + Blocks.colourChannels] =
                    quality.feature(
                        row: firstRow / Blocks.side, column: firstColumn / Blocks.side + column)
            }
        }
    }

    /// Rows of a rectangle that are at hand at the same time, at most.
    static func windowRows(
        _ network: IntegerNetwork, _ rect: SubbandRect, threads: Int
    ) -> Int {
        let side = PostFilterBlocks.side
        return PostFilterBlocks.windowRows(
            network,
            strip: network.stripHeight(
                height: rect.rows.count / side, width: rect.columns.count / side,
                threads: threads), height: rect.rows.count)
    }

    /// Bytes that a run over a rectangle takes: the network's windows, the picture before it, and rows
    /// that go out.
    static func peakByteCount(
        _ network: IntegerNetwork, _ rect: SubbandRect, threads: Int
    ) -> Int {
        let side = PostFilterBlocks.side
        let (height, width) = (rect.rows.count / side, rect.columns.count / side)
        let strip = network.stripHeight(height: height, width: width, threads: threads)
        let windowRows = windowRows(network, rect, threads: threads)
        return network.peakByteCount(height: height, width: width, threads: threads)
            + ComponentWindow.byteCount(rect, rows: windowRows)
            + 3 * rect.columns.count * MemoryLayout<Output.Value>.stride * side * strip
    }
}
