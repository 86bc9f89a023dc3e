package import CWCImage
package import CWCModel
import CWCNetwork

/// Turns the symbols of a picture into its samples: dequantization, inverse transform, post-filter.
/// Spec wavelet §7 to §9.
package struct WaveletReconstruction: Sendable {
    private let networks: WaveletNetworks
    private let geometry: WaveletGeometry
    private let qualityMap: QualityMap

    /// What makes pictures of some sizes, coded at the qualities of their parts.
    init(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, _ qualityMap: QualityMap
    ) {
        self.networks = networks
        self.geometry = geometry
        self.qualityMap = qualityMap
    }

    /// Gives a region of the picture row by row from the top.
    ///
    /// - Parameters:
    ///   - region: Pixels of the picture.
    ///   - symbols: Where the symbols of tiles are when `provide` has been called for them.
    ///   - threads: Threads that may work; the result does not depend on it.
    ///   - observer: Is told of every stage that begins.
    ///   - provide: Is called before a row of the LL subbands is synthesised; the symbols that it
    ///     and those above it need must be there afterwards.
    ///   - body: Takes a row of the region, `[width, 3]` samples R, G, B.
    /// - Throws: What `provide` throws.
    package func rows<Failure: Error>(
        _ region: ImageRegion, of symbols: TileSymbols, threads: Int,
        observer: CodingStage.Observer? = nil,
        provide: (_ row: Int, _ firstTileRow: Int) throws(Failure) -> Void,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) throws(Failure) {
        try run(
            region, symbols, FilteredSample.self, threads: threads, observer: observer,
            provide: provide, body)
    }

    /// The same for symbols that are all there.
    package func rows(
        _ region: ImageRegion, of symbols: TileSymbols, threads: Int,
        observer: CodingStage.Observer? = nil,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) {
        rows(
            region, of: symbols, threads: threads, observer: observer,
            provide: { (_, _) throws(Never) in }, body)
    }

    /// What the post-filter adds to each colour of the padded picture, in units of 1/16: `[H·W·3]`.
    func residual(_ symbols: TileSymbols, threads: Int) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(geometry.height * geometry.width * 3)
        run(
            ImageRegion(width: geometry.width, height: geometry.height), symbols,
            FilterResidual.self, threads: threads, provide: { (_, _) throws(Never) in }
        ) { _, row in result.append(copying: row) }
        return result
    }

    private func run<Output: PostFilterOutput, Failure: Error>(
        _ region: ImageRegion, _ symbols: TileSymbols, _ output: Output.Type, threads: Int,
        observer: CodingStage.Observer? = nil,
        provide: (_ row: Int, _ firstTileRow: Int) throws(Failure) -> Void,
        _ body: (_ y: Int, _ row: Span<Output.Value>) -> Void
    ) throws(Failure) {
        let rect = filtered(region)
        let first = 3 * (region.x - rect.columns.lowerBound)
        var failure: Failure?
        withoutActuallyEscaping(body) { body in
            let postFilter = PostFilter<Output>(
                networks, geometry, qualityMap, rect, threads: threads, observer: observer
            ) { y, row in
                guard region.rows.contains(y) else { return }
                body(y, row.extracting(first..<first + 3 * region.width))
            }
            let synthesis = ComponentSynthesis(
                symbols, networks, qualityMap, rect, threads: threads
            ) { postFilter.push($0) }
            do throws(Failure) {
                for row in synthesis.ll.rows {
                    try provide(row, synthesis.firstTileRow)
                    observer?(.pixels)
                    synthesis.push(row)
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// The pixels that the post-filter must see to make a region: whole blocks.
    private func filtered(_ region: ImageRegion) -> SubbandRect {
        let side = PostFilterBlocks.side
        let reach = networks.postFilter.reach
        func blocks(_ range: Range<Int>, _ size: Int) -> Range<Int> {
            side * max(0, range.lowerBound / side - reach)
                ..< min(size, side * ((range.upperBound + side - 1) / side + reach))
        }
        return SubbandRect(
            rows: blocks(region.rows, geometry.height),
            columns: blocks(region.columns, geometry.width))
    }

    /// The tiles that a region needs.
    func tiles(_ region: ImageRegion, _ symbols: TileSymbols) -> Set<Int> {
        ComponentSynthesis.tiles(filtered(region), downTo: 0, symbols)
    }

    /// Bytes that the rows of a region take beside symbols: windows of the transform and of the
    /// post-filter.
    func peakByteCount(_ region: ImageRegion, threads: Int) -> Int {
        let rect = filtered(region)
        return ComponentSynthesis.byteCount(rect, geometry)
            + PostFilter<FilteredSample>.peakByteCount(networks, rect, threads: threads)
    }
}
