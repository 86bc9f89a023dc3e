package import CWCContainer
package import CWCNetwork
package import CWCWavelet

/// Turns the symbols of a picture into its samples: dequantization, the inverse transform, and the
/// network that mends the result. Spec cwc §9.5 to §9.7.
package struct BandReconstruction {
    private let networks: WaveletNetworks
    private let geometry: BandGeometry
    private let width: Int
    private let height: Int
    private let channels: Channels
    private let field: QualityField

    /// What makes a picture of this size, coded at the qualities of its parts.
    package init(
        _ networks: WaveletNetworks, width: Int, height: Int, channels: Channels,
        _ field: QualityField
    ) {
        self.networks = networks
        geometry = BandGeometry(
            imageWidth: width, imageHeight: height, levels: networks.levels.count)
        self.width = width
        self.height = height
        self.channels = channels
        self.field = field
    }

    /// Gives the picture row by row from the top; the parameters are those of
    /// `Reconstruction.rows`.
    package func rows(
        _ symbols: BandSymbols, alpha: [UInt8]?, threads: Int,
        observer: CodingStage.Observer? = nil,
        _ body: (_ y: Int, _ row: ArraySlice<UInt8>) -> Void
    ) {
        var row = SampleRow(width: width, channels: channels)
        mend(symbols, to: MendedSample.self, threads: threads, observer: observer) { y, mended in
            guard y < height else { return }
            row.setColors(to: mended.prefix(width * 3))
            if let alpha { row.setAlpha(to: alpha[y * width..<(y + 1) * width]) }
            body(y, row.samples[...])
        }
    }

    /// What mending adds to each colour of the padded picture, in units of 1/16: `[H·W·3]`.
    package func changes(_ symbols: BandSymbols, threads: Int) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(geometry.height * geometry.width * 3)
        mend(symbols, to: AddedChange.self, threads: threads) { _, row in result += row }
        return result
    }

    /// Runs the network that mends the picture. `body` takes what the outcome makes of the rows of the
    /// padded picture from the top, `[W, 3]`.
    private func mend<Outcome: MendingOutcome>(
        _ symbols: BandSymbols, to outcome: Outcome.Type, threads: Int,
        observer: CodingStage.Observer? = nil,
        body: (_ y: Int, _ row: UnsafeBufferPointer<Outcome.Value>) -> Void
    ) {
        observer?(.pixels)
        let components = PictureComponents(symbols, networks, field, threads: threads)
        let row = geometry.width * 3
        let stream = networks.mending.stream(
            height: geometry.height / 4, width: geometry.width / 4, threads: threads)
        let blocks = BlockQualities(field, geometry, networks.gains)
        let crew = Crew(threads: threads)
        observer?(.network)
        stream.run { rows, buffer in
            crew.forEachPart(of: rows) { part in
                writeBlocks(
                    of: components, blocks, part, to: buffer,
                    at: (part.lowerBound - rows.lowerBound) * stream.inputRowCount)
            }
        } emit: { rows, changes in
            observer?(.pixels)
            withUnsafeTemporaryAllocation(
                of: Outcome.Value.self, capacity: rows.count * row
            ) { values in
                crew.forEachPart(of: rows) { part in
                    for y in part {
                        let first = (y - rows.lowerBound) * row
                        blocks.forEachRun(y: y, width: geometry.width) { columns, step in
                            components.forEachColour(row: y, columns) { x, red, green, blue in
                                let place = first + 3 * x
                                func mend(_ index: Int, _ colour: Int32) {
                                    let change = Self.offset(changes[index], step: step)
                                    values.initializeElement(
                                        at: index, to: Outcome.value(of: colour, change))
                                }
                                mend(place, red)
                                mend(place + 1, green)
                                mend(place + 2, blue)
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

    /// Bytes that `rows` takes beside symbols and alpha: the picture's components, the network's
    /// windows, and rows of samples.
    package func peakByteCount(threads: Int) -> Int {
        let (height, width) = geometry.size(2)
        // Rows come as many at a time as the network makes of a strip.
        let strip = networks.mending.stripHeight(height: height, width: width, threads: threads)
        return PictureComponents.peakByteCount(geometry)
            + networks.mending.peakByteCount(height: height, width: width, threads: threads)
            + (4 * strip * 3 * 4 + channels.count) * geometry.width
    }

    /// A change in units of 2⁻¹⁰ of a step, in units of 1/16 of a grey level: (change · step + 2¹⁵) >>
    /// 16, for steps below 2¹⁸.
    @inline(__always)
    private static func offset(_ change: Int16, step: Int32) -> Int32 {
        // In 32 bits: what is a multiple of 2¹⁶ need not be shifted.
        let change = Int32(change)
        return change &* (step >> 16) &+ (change &* (step & 0xFFFF) &+ 1 << 15) >> 16
    }

    /// Writes rows of blocks of 4 × 4 pixels as the network takes them: colours in quarters of a grey
    /// level, `c·16 + i·4 + j`, and the quality.
    private func writeBlocks(
        of components: PictureComponents, _ blocks: BlockQualities, _ rows: Range<Int>,
        to buffer: UnsafeMutableBufferPointer<Int16>, at place: Int
    ) {
        guard let start = buffer.baseAddress.map({ $0 + place }) else { return }
        let columns = geometry.width / 4
        func quarters(_ colour: Int32) -> Int16 {
            Int16(truncatingIfNeeded: min(max((colour &+ 2) >> 2, -1024), 1023))
        }
        for (index, row) in rows.enumerated() {
            let first = start + index * columns * 49
            for i in 0..<4 {
                components.forEachColour(row: 4 * row + i, 0..<geometry.width) {
                    x, red, green, blue in
                    let place = first + x / 4 * 49 + i * 4 + x % 4
                    place[0] = quarters(red)
                    place[16] = quarters(green)
                    place[32] = quarters(blue)
                }
            }
            for column in 0..<columns {
                first[column * 49 + 48] = blocks.feature(row: row, column: column)
            }
        }
    }
}

/// What is made of a colour around mid-grey and of what mending adds to it, both in units of 1/16.
private protocol MendingOutcome {
    associatedtype Value: Sendable
    static func value(of colour: Int32, _ change: Int32) -> Value
}

/// The sample, 0…255.
private enum MendedSample: MendingOutcome {
    @inline(__always)
    static func value(of colour: Int32, _ change: Int32) -> Int16 {
        // Far from 0 … 255 a change makes no difference, and the sum stays in 32 bits.
        let colour = min(max(colour, -(1 << 24)), 1 << 24)
        return Int16(truncatingIfNeeded: min(max((colour + change + 8) >> 4 + 128, 0), 255))
    }
}

/// What is added alone.
private enum AddedChange: MendingOutcome {
    @inline(__always)
    static func value(of colour: Int32, _ change: Int32) -> Int32 { change }
}
