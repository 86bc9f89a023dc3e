import CWCImage

/// Makes a picture at a fraction of its size from the LL subbands of a level. Spec wavelet §8.3.
struct ReducedReconstruction {
    private let networks: WaveletNetworks
    private let level: Int
    private let qualityMap: QualityMap

    /// 2¹⁶ over the gain of the low-pass filter in both directions, to the power of the level.
    private static let scales: [Int64] = [65536, 43326, 28643, 18936, 12519]

    /// What makes pictures of a level, 1 to 4.
    init(_ networks: WaveletNetworks, level: Int, _ qualityMap: QualityMap) {
        self.networks = networks
        self.level = level
        self.qualityMap = qualityMap
    }

    /// Gives a region of the reduced picture row by row from the top; parameters are those of
    /// `WaveletReconstruction`.
    func rows<Failure: Error>(
        _ region: ImageRegion, at scale: SampleScale, of symbols: TileSymbols, threads: Int,
        provide: (_ row: Int, _ firstTileRow: Int) throws(Failure) -> Void,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) throws(Failure) {
        var failure: Failure?
        withoutActuallyEscaping(body) { body in
            var colours = [Int16](repeating: 0, count: 3 * region.width)
            let synthesis = ComponentSynthesis(
                symbols,
                PictureQuality(
                    networks.baseSteps, symbols.geometry, rowHeight: symbols.side.height,
                    qualityMap), by: networks.liftingStep, Self.rect(region), downTo: level,
                threads: threads
            ) { rows in
                for row in rows.rows.clamped(to: region.rows) {
                    write(rows, row, region.columns, FilteredSample(scale: scale), to: &colours)
                    body(row, colours.span)
                }
            }
            do throws(Failure) {
                for row in synthesis.ll.rows {
                    try provide(row, synthesis.firstTileRow)
                    synthesis.push(row)
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// The colours of a row.
    private func write(
        _ rows: ComponentRows, _ row: Int, _ columns: Range<Int>, _ output: FilteredSample,
        to colours: inout [Int16]
    ) {
        let scale = Self.scales[level]
        let components = (0..<WaveletGeometry.components).map { component in
            unsafe rows.samples(row, component, columns).map { value in
                Int32(truncatingIfNeeded: (Int64(value) * scale + 1 << 15) >> 16)
            }
        }
        for x in columns.indices {
            let index = x - columns.lowerBound
            let colour = WaveletPyramid.colour(
                components[0][index], components[1][index], components[2][index])
            colours[3 * index] = output.value(of: colour.red, 0)
            colours[3 * index + 1] = output.value(of: colour.green, 0)
            colours[3 * index + 2] = output.value(of: colour.blue, 0)
        }
    }

    private static func rect(_ region: ImageRegion) -> SubbandRect {
        SubbandRect(rows: region.rows, columns: region.columns)
    }

    /// The tiles that a region needs.
    func tiles(_ region: ImageRegion, _ symbols: TileSymbols) -> Set<Int> {
        ComponentSynthesis.tiles(Self.rect(region), downTo: level, symbols)
    }

    /// Bytes that the rows of a region take beside symbols.
    static func peakByteCount(
        _ region: ImageRegion, level: Int, _ geometry: WaveletGeometry
    ) -> Int {
        ComponentSynthesis.byteCount(rect(region), downTo: level, geometry)
    }
}
