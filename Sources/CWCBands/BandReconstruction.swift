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
        var mended = [Int16](repeating: 0, count: width * 3)
        mend(symbols, threads: threads, observer: observer) { y, colours, changes in
            guard y < height else { return }
            for index in mended.indices {
                mended[index] = Self.sample(Int64(colours[index]) + Int64(changes[index]))
            }
            mended.withUnsafeBufferPointer { row.setColors(to: $0[...]) }
            if let alpha { row.setAlpha(to: alpha[y * width..<(y + 1) * width]) }
            body(y, row.samples[...])
        }
    }

    /// What mending adds to each colour of the padded picture, in units of 1/16: `[H·W·3]`.
    package func changes(_ symbols: BandSymbols, threads: Int) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(geometry.height * geometry.width * 3)
        mend(symbols, threads: threads) { _, _, changes in result += changes }
        return result
    }

    /// Runs the network that mends the picture; gives `body` the rows of the padded picture from the
    /// top, and what is added to them, both in units of 1/16.
    private func mend(
        _ symbols: BandSymbols, threads: Int, observer: CodingStage.Observer? = nil,
        _ body: (
            _ y: Int, _ colours: UnsafeBufferPointer<Int32>, _ changes: UnsafeBufferPointer<Int32>
        ) -> Void
    ) {
        observer?(.pixels)
        let colours = colours(of: symbols, threads: threads)
        let stride = geometry.width * 3
        var offsets = [Int32](repeating: 0, count: stride)
        let stream = networks.mending.stream(
            height: geometry.height / 4, width: geometry.width / 4, threads: threads)
        let blocks = BlockQualities(field, geometry, networks.gains)
        observer?(.network)
        colours.withUnsafeBufferPointer { colours in
            stream.run { rows, buffer in
                writeBlocks(of: colours, blocks, rows, to: buffer)
            } emit: { rows, changes in
                observer?(.pixels)
                for (index, y) in rows.enumerated() {
                    let first = index * stride
                    blocks.forEachRun(y: y, width: geometry.width) { columns, step in
                        for sample in 3 * columns.lowerBound..<3 * columns.upperBound {
                            offsets[sample] = Self.offset(changes[first + sample], step: step)
                        }
                    }
                    offsets.withUnsafeBufferPointer {
                        body(
                            y,
                            UnsafeBufferPointer(
                                rebasing: colours[y * stride..<(y + 1) * stride]), $0)
                    }
                }
                observer?(.network)
            }
        }
    }

    /// Bytes that `rows` takes beside symbols and alpha: coefficients while they are joined, colours,
    /// the network's windows, and a row of samples.
    package func peakByteCount(threads: Int) -> Int {
        // Three planes of 4 bytes: coefficients, halves of a level, the level joined, colours.
        geometry.height * geometry.width * 3 * 4 * 4
            + networks.mending.peakByteCount(
                height: geometry.height / 4, width: geometry.width / 4, threads: threads)
            + (geometry.width * 2 + width) * channels.count
    }

    /// A change in units of 2⁻¹⁰ of a step, in units of 1/16 of a grey level.
    @inline(__always)
    private static func offset(_ change: Int16, step: Int32) -> Int32 {
        Int32(truncatingIfNeeded: (Int64(change) * Int64(step) + 1 << 15) >> 16)
    }

    /// A sample 0…255 from a colour in units of 1/16 around mid-grey.
    @inline(__always)
    private static func sample(_ colour: Int64) -> Int16 {
        Int16(min(max((colour + 8) >> 4 + 128, 0), 255))
    }

    /// Writes rows of blocks of 4 × 4 pixels as the network takes them: colours in quarters of a grey
    /// level, `c·16 + i·4 + j`, and the quality.
    private func writeBlocks(
        of colours: UnsafeBufferPointer<Int32>, _ blocks: BlockQualities, _ rows: Range<Int>,
        to buffer: UnsafeMutableBufferPointer<Int16>
    ) {
        guard var target = buffer.baseAddress, let colours = colours.baseAddress else { return }
        let stride = geometry.width * 3
        for row in rows {
            for column in 0..<geometry.width / 4 {
                let block = colours + row * 4 * stride + column * 12
                for i in 0..<4 {
                    for j in 0..<4 {
                        for component in 0..<3 {
                            let value = block[i * stride + j * 3 + component]
                            target[component * 16 + i * 4 + j] = Int16(
                                truncatingIfNeeded: min(max((value &+ 2) >> 2, -1024), 1023))
                        }
                    }
                }
                target[48] = blocks.feature(row: row, column: column)
                target += 49
            }
        }
    }

    /// The colours of the picture, `[H·W·3]`: each component for itself, and then rows.
    private func colours(of symbols: BandSymbols, threads: Int) -> [Int32] {
        let crew = Crew(threads: threads)
        let count = BandGeometry.components
        let size = geometry.height * geometry.width
        let bands = 4 * threads
        let components = [WaveletPlane](unsafeUninitializedCapacity: count) { planes, made in
            crew.work(ends: [count]) { _, component, _ in
                planes.initializeElement(at: component, to: plane(component, of: symbols))
            }
            made = count
        }
        return [Int32](unsafeUninitializedCapacity: size * count) { colours, made in
            crew.work(ends: [bands]) { _, part, _ in
                let pixels = size * part / bands..<size * (part + 1) / bands
                WaveletPyramid.writeColours(of: components, pixels, to: colours)
            }
            made = size * count
        }
    }

    /// A component of the picture, joined from its dequantized bands.
    private func plane(_ component: Int, of symbols: BandSymbols) -> WaveletPlane {
        let lowStep = BandSteps(networks.gains, quality: field.quality).low[component]
        let (lowHeight, lowWidth) = geometry.size(geometry.levels)
        var plane = WaveletPlane(
            width: lowWidth, height: lowHeight,
            samples: (0..<lowHeight * lowWidth).map {
                BandSteps.value(
                    Int32(symbols.low[$0 * BandGeometry.components + component]), step: lowStep)
            })
        for level in (1...geometry.levels).reversed() {
            let (height, width) = geometry.size(level)
            let steps = LevelSteps(
                networks.gains, field, level: level, height: height, width: width)
            let details = (3 * component..<3 * component + 3).map { band in
                WaveletPlane(
                    width: width, height: height,
                    samples: symbols.details[level - 1].withUnsafeBufferPointer {
                        Self.dequantized($0, band, steps.band(band), height, width)
                    })
            }
            plane = WaveletBands(low: plane, details: details).joined
        }
        return plane
    }

    private static func dequantized(
        _ symbols: UnsafeBufferPointer<Int16>, _ band: Int, _ steps: LevelSteps.Steps,
        _ height: Int, _ width: Int
    ) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: height * width) { values, made in
            steps.forEachRun(height: height, width: width) { row, columns, step in
                for column in columns {
                    let index = row * width + column
                    values[index] = BandSteps.value(
                        Int32(symbols[index * BandGeometry.bands + band]), step: step)
                }
            }
            made = height * width
        }
    }
}
