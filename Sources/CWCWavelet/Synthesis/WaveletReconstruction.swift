import CWCImage
import CWCModel

/// Turns the symbols of a picture into its samples. Spec wavelet §7 to §9.
struct WaveletReconstruction {
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
    ///   - scale: The depth of the samples.
    ///   - symbols: Where the symbols of tiles are when `provide` has been called for them.
    ///   - threads: Threads that may work; the result does not depend on it.
    ///   - observer: Is told of every stage that begins.
    ///   - provide: Is called before a row of the LL subbands is synthesised; the symbols that it
    ///     and those above it need must be there afterwards.
    ///   - body: Takes a row of the region, `[width, 3]` samples R, G, B.
    /// - Throws: What `provide` throws.
    func rows<Failure: Error>(
        _ region: ImageRegion, at scale: SampleScale, of symbols: TileSymbols, threads: Int,
        observer: CodingStage.Observer? = nil,
        provide: (_ row: Int, _ firstTileRow: Int) throws(Failure) -> Void,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) throws(Failure) {
        try run(
            region, symbols, FilteredSample(scale: scale), threads: threads, observer: observer,
            provide: provide, body)
    }

    /// The same for symbols that are all there.
    func rows(
        _ region: ImageRegion, at scale: SampleScale, of symbols: TileSymbols, threads: Int,
        observer: CodingStage.Observer? = nil,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) {
        rows(
            region, at: scale, of: symbols, threads: threads, observer: observer,
            provide: { (_, _) throws(Never) in }, body)
    }

    /// Gives what the post-filter adds to each colour of a region of the padded picture, in units of
    /// 1/16, clamped to 16 bits: rows of `[width, 3]`.
    func residual(
        _ region: ImageRegion, of symbols: TileSymbols, threads: Int,
        _ body: (_ y: Int, _ row: Span<Int16>) -> Void
    ) {
        run(
            region, symbols, FilterResidual(), threads: threads,
            provide: { (_, _) throws(Never) in }, body)
    }

    private func run<Output: PostFilterOutput, Failure: Error>(
        _ region: ImageRegion, _ symbols: TileSymbols, _ output: Output, threads: Int,
        observer: CodingStage.Observer? = nil,
        provide: (_ row: Int, _ firstTileRow: Int) throws(Failure) -> Void,
        _ body: (_ y: Int, _ row: Span<Output.Value>) -> Void
    ) throws(Failure) {
        let quality = PictureQuality(
            networks.baseSteps, geometry, rowHeight: symbols.side.height, qualityMap)
        var failure: Failure?
        withoutActuallyEscaping(body) { body in
            let stream = ReconstructionStream<Output>(
                networks, output, quality, symbols, region, threads: threads,
                observer: observer, body: body)
            do throws(Failure) {
                for row in stream.rows {
                    try provide(row, stream.firstTileRow)
                    stream.push(row)
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// The tiles that a region needs.
    func tiles(_ region: ImageRegion, _ symbols: TileSymbols) -> Set<Int> {
        ReconstructionStream<FilteredSample>.tiles(networks, region, symbols)
    }

    /// Bytes that the rows of a region take beside symbols.
    func peakByteCount(_ region: ImageRegion, threads: Int) -> Int {
        ReconstructionStream<FilteredSample>.peakByteCount(
            networks, region, geometry, threads: threads)
    }
}
