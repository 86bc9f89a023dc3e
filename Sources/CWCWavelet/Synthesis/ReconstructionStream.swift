import CWCImage
import CWCModel
import CWCNetwork

/// A picture, or a region of it, as it comes out of the symbols of its tiles: dequantization, inverse
/// transform and post-filter as one stream from the top down. Spec wavelet §7 to §9.
final class ReconstructionStream<Output: PostFilterOutput> {
    /// Rows of the LL subbands that are to be pushed.
    var rows: Range<Int> { synthesis.ll.rows }
    /// The first row of tiles that a row pushed from now on may look at.
    var firstTileRow: Int { synthesis.firstTileRow }

    private let synthesis: ComponentSynthesis
    private let observer: CodingStage.Observer?

    /// A stream at the top of a region.
    ///
    /// - Parameters:
    ///   - networks: The post-filter, and the lifting step.
    ///   - output: What rows are made of.
    ///   - quality: The qualities of the picture's parts, known when their rows are pushed.
    ///   - symbols: Where the symbols of a row are when it is pushed.
    ///   - region: Pixels of the padded picture.
    ///   - threads: Threads that may work; the result does not depend on it.
    ///   - observer: Is told of every stage that begins.
    ///   - body: Takes rows of the region as they are made, `[width, 3]`.
    init(
        _ networks: WaveletNetworks, _ output: Output, _ quality: PictureQuality,
        _ symbols: TileSymbols, _ region: ImageRegion, threads: Int,
        observer: CodingStage.Observer? = nil,
        body: @escaping (_ y: Int, _ row: Span<Output.Value>) -> Void
    ) {
        let rect = Self.seen(by: networks.postFilter, region, symbols.geometry)
        let first = 3 * (region.x - rect.columns.lowerBound)
        let postFilter = PostFilter<Output>(
            networks.postFilter, output, quality, rect, threads: threads, observer: observer
        ) { y, row in
            guard region.rows.contains(y) else { return }
            body(y, row.extracting(first..<first + 3 * region.width))
        }
        self.observer = observer
        synthesis = ComponentSynthesis(
            symbols, quality, by: networks.liftingStep, rect, threads: threads
        ) { postFilter.push($0) }
    }

    /// Takes a row of the LL subbands, with all that it makes possible.
    func push(_ row: Int) {
        observer?(.pixels)
        synthesis.push(row)
    }

    /// The pixels that a post-filter must see to make a region: whole blocks.
    private static func seen(
        by network: IntegerNetwork, _ region: ImageRegion, _ geometry: WaveletGeometry
    ) -> SubbandRect {
        let side = PostFilterBlocks.side
        let reach = network.reach
        func blocks(_ range: Range<Int>, _ size: Int) -> Range<Int> {
            side
                * max(0, range.lowerBound / side - reach)..<min(
                    size, side * ((range.upperBound + side - 1) / side + reach))
        }
        return SubbandRect(
            rows: blocks(region.rows, geometry.height),
            columns: blocks(region.columns, geometry.width))
    }

    /// The tiles that a region needs.
    static func tiles(
        _ networks: WaveletNetworks, _ region: ImageRegion, _ symbols: TileSymbols
    ) -> Set<Int> {
        ComponentSynthesis.tiles(
            seen(by: networks.postFilter, region, symbols.geometry), downTo: 0, symbols)
    }

    /// The positions of each level, the finest first, whose symbols a region needs.
    static func positions(
        _ networks: WaveletNetworks, _ region: ImageRegion, _ geometry: WaveletGeometry
    ) -> [SubbandRect] {
        ComponentSynthesis.rects(
            seen(by: networks.postFilter, region, geometry), downTo: 0, geometry)
    }

    /// Rows of pixels by which those that are given lag behind the symbols, at most: the transform looks
    /// ahead by less than four positions of the coarsest level.
    static func lag(
        _ networks: WaveletNetworks, _ region: ImageRegion, _ geometry: WaveletGeometry,
        threads: Int
    ) -> Int {
        (4 << geometry.levels)
            + PostFilter<Output>.windowRows(
                networks.postFilter, seen(by: networks.postFilter, region, geometry),
                threads: threads)
    }

    /// Bytes that a stream takes beside symbols: windows of the transform and of the post-filter.
    static func peakByteCount(
        _ networks: WaveletNetworks, _ region: ImageRegion, _ geometry: WaveletGeometry,
        threads: Int
    ) -> Int {
        let rect = seen(by: networks.postFilter, region, geometry)
        return ComponentSynthesis.byteCount(rect, geometry)
            + PostFilter<Output>.peakByteCount(networks.postFilter, rect, threads: threads)
    }
}
