package import CWCImage
package import CWCModel
import CWCNetwork

/// Turns the symbols of a picture into its samples: dequantization, inverse transform, post-filter.
/// Spec wavelet §7 to §9.
package struct WaveletReconstruction: Sendable {
    private let networks: WaveletNetworks
    private let geometry: WaveletGeometry
    private let width: Int
    private let height: Int
    private let channels: Channels
    private let qualityMap: QualityMap

    /// What makes a picture of this size, coded at the qualities of its parts.
    package init(
        _ networks: WaveletNetworks, width: Int, height: Int, channels: Channels,
        _ qualityMap: QualityMap
    ) {
        self.networks = networks
        geometry = WaveletGeometry(
            imageWidth: width, imageHeight: height, levels: networks.levels.count)
        self.width = width
        self.height = height
        self.channels = channels
        self.qualityMap = qualityMap
    }

    /// Gives the picture row by row from the top.
    ///
    /// - Parameters:
    ///   - symbols: The picture's symbols.
    ///   - alpha: `[height, width]` samples, if and only if there is alpha.
    ///   - threads: Threads that may work; the result does not depend on it.
    ///   - observer: Is told of every stage that begins.
    ///   - body: Takes a row of `[width, channels]` samples.
    package func rows(
        _ symbols: SubbandSymbols, alpha: [UInt8]?, threads: Int,
        observer: CodingStage.Observer? = nil,
        _ body: (_ y: Int, _ row: ArraySlice<UInt8>) -> Void
    ) {
        observer?(.pixels)
        var row = SampleRow(width: width, channels: channels)
        postFilter(threads).run(
            on: components(symbols, threads), to: FilteredSample.self, observer: observer
        ) { y, filtered in
            guard y < height else { return }
            row.setColors(to: filtered.extracting(0..<width * 3))
            if let alpha { row.setAlpha(to: alpha[y * width..<(y + 1) * width]) }
            body(y, row.samples[...])
        }
    }

    /// What the post-filter adds to each colour of the padded picture, in units of 1/16: `[H·W·3]`.
    package func residual(_ symbols: SubbandSymbols, threads: Int) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(geometry.height * geometry.width * 3)
        postFilter(threads).run(
            on: components(symbols, threads), to: FilterResidual.self
        ) { _, row in result.append(copying: row) }
        return result
    }

    private func components(_ symbols: SubbandSymbols, _ threads: Int) -> ComponentSynthesis {
        ComponentSynthesis(symbols, networks, qualityMap, threads: threads)
    }

    private func postFilter(_ threads: Int) -> PostFilter {
        PostFilter(networks, geometry, qualityMap, threads: threads)
    }

    /// Bytes that `rows` takes beside symbols and alpha: the picture's components, the post-filter, and
    /// a row of samples.
    package func peakByteCount(threads: Int) -> Int {
        ComponentSynthesis.peakByteCount(geometry)
            + PostFilter.peakByteCount(networks, geometry, threads: threads)
            + channels.count * geometry.width
    }
}
