import CWCBitstream
package import CWCContainer
import CWCNetwork

/// Codes the symbols of a tile, from the coarsest decomposition level to the finest, into streams.
/// One traversal serves both directions. Spec wavelet §4.
package struct SubbandCoder {
    private let networks: WaveletNetworks
    private let geometry: WaveletGeometry
    private let quality: Int
    private let threads: Int

    /// Codes tiles of one size, at the quality of a file in hundredths.
    package init(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, quality: Int, threads: Int
    ) {
        self.networks = networks
        self.geometry = geometry
        self.quality = quality
        self.threads = threads
    }

    /// Symbols with their streams.
    package struct Coded: Sendable {
        /// The symbols that are coded: 0 where none can be.
        package var symbols: SubbandSymbols
        /// By resolution, the coarsest first.
        package let streams: [[UInt8]]
    }

    /// The streams of symbols.
    ///
    /// - Parameters:
    ///   - symbols: The symbols of the tile.
    ///   - importance: The tile's part of the importance map; nil where the file has none.
    /// - Returns: The streams, and the symbols that they hold.
    package func coded(
        _ symbols: SubbandSymbols, _ importance: WaveletImportanceMap?
    ) -> Coded {
        coded(symbols, importance) { _ in FixedSymbols() }
    }

    /// Selects the symbols of detail subbands by rate and distortion while it codes them.
    ///
    /// - Parameters:
    ///   - coefficients: Coefficients in steps; taken apart meanwhile.
    ///   - lambda: What bits may cost in squared error.
    ///   - importance: The tile's part of the importance map; nil where the file has none.
    /// - Returns: The streams, and the symbols that they hold.
    package func optimized(
        _ coefficients: consuming ScaledCoefficients, _ lambda: LambdaMap,
        _ importance: WaveletImportanceMap?
    ) -> Coded {
        var symbols = SubbandSymbols(geometry)
        symbols.ll = coefficients.ll
        var details = coefficients.details
        let costs = BitCostTable(networks.probabilities)
        return coded(symbols, importance) { index in
            defer { details[index] = [] }
            return RDOQuantizer(
                coefficients: details[index], costs: costs, lambda: lambda.level(index))
        }
    }

    private func coded(
        _ symbols: SubbandSymbols, _ importance: WaveletImportanceMap?,
        selectedBy selection: (_ level: Int) -> some SymbolSelection
    ) -> Coded {
        var symbols = symbols
        var offsets = importance?.offsets.map(Int16.init)
        var streams = StreamWriter()
        code(&symbols, &offsets, selectedBy: selection, with: &streams)
        return Coded(symbols: symbols, streams: streams.finish())
    }

    /// The symbols of streams, which must end with them.
    ///
    /// - Parameters:
    ///   - streams: By resolution, the coarsest first; where there are no more, lists of symbols are
    ///     empty.
    ///   - hasImportance: Whether the coarsest stream begins with an importance map.
    /// - Returns: The symbols.
    /// - Throws: `badPayload`, at the first byte of the stream at fault.
    package func decoded(
        _ streams: [ArraySlice<UInt8>], hasImportance: Bool
    ) throws(FormatError) -> SubbandSymbols {
        let (symbols, fault) = decodedUpToFault(streams, hasImportance: hasImportance)
        if let fault { throw fault.error }
        return symbols
    }

    /// The symbols of the streams before the first at fault, and what is wrong with that.
    func decodedUpToFault(
        _ streams: [ArraySlice<UInt8>], hasImportance: Bool
    ) -> (symbols: SubbandSymbols, fault: (stream: Int, error: FormatError)?) {
        var symbols = SubbandSymbols(llOf: geometry)
        let size = WaveletImportanceMap.size(width: geometry.width, height: geometry.height)
        var offsets = hasImportance ? [Int16](repeating: 0, count: size.height * size.width) : nil
        var current = 0
        do throws(BitstreamError) {
            var reader = StreamReader(streams)
            defer { current = reader.index }
            try code(&symbols, &offsets, selectedBy: { _ in FixedSymbols() }, with: &reader)
            try reader.finish()
        } catch {
            let layout = StreamLayout(levels: geometry.levels)
            for level in 1...geometry.levels where layout.stream(ofLevel: level) >= current {
                symbols.details[level - 1] = []
            }
            if current == 0 { symbols = SubbandSymbols(llOf: geometry) }
            let error = FormatError(
                .badPayload, offset: streams[current].startIndex, section: "wavelet §4.1",
                detail: "stream \(current): \(error.explanation)")
            return (symbols, (current, error))
        }
        return (symbols, nil)
    }

    /// The importance map at the beginning of a tile's coarsest stream. Runs no network.
    ///
    /// - Throws: `badPayload`, at the first byte of the stream.
    package func importance(
        of stream: ArraySlice<UInt8>
    ) throws(FormatError) -> WaveletImportanceMap {
        let size = WaveletImportanceMap.size(width: geometry.width, height: geometry.height)
        var offsets = [Int16](repeating: 0, count: size.height * size.width)
        do throws(BitstreamError) {
            var decoder = RangeDecoder(stream)
            var map = MedianPredictiveCoder.importance
            try map.code(&offsets, height: size.height, width: size.width, with: &decoder)
        } catch {
            throw FormatError(
                .badPayload, offset: stream.startIndex, section: "wavelet §4.7",
                detail: "stream 0: \(error.explanation)")
        }
        return WaveletImportanceMap(offsets, geometry)
    }

    private func code<Streams: StreamCoder>(
        _ symbols: inout SubbandSymbols, _ importance: inout [Int16]?,
        selectedBy selection: (_ level: Int) -> some SymbolSelection, with streams: inout Streams
    ) throws(Streams.Coder.Failure) {
        let layout = StreamLayout(levels: geometry.levels)
        if var offsets = importance.take() {
            let size = WaveletImportanceMap.size(width: geometry.width, height: geometry.height)
            var map = MedianPredictiveCoder.importance
            try map.code(
                &offsets, height: size.height, width: size.width, with: &streams.coder)
            importance = offsets
        }
        let qualityMap = QualityMap(quality: quality, offsets: importance, geometry)
        let (height, width) = geometry.size(geometry.levels)
        var ll = MedianPredictiveCoder.ll
        try ll.code(&symbols.ll, height: height, width: width, with: &streams.coder)
        var features = llFeatures(symbols.ll)
        for index in (0..<geometry.levels).reversed() {
            if layout.begins(with: index + 1) {
                // Without the stream the level's symbols, and those of finer ones, are 0.
                guard try streams.next() else { return }
            }
            // Nothing is allocated for symbols before all that comes before them has been read.
            if symbols.details[index].isEmpty {
                symbols.details[index] = SubbandSymbols.zeros(index + 1, geometry)
            }
            let level = LevelCoder(
                networks: networks.levels[index], probabilities: networks.probabilities,
                features: features, coded: geometry.codedSize(index + 1), threads: threads)
            try level.code(
                &symbols.details[index], selectedBy: selection(index), with: &streams.coder)
            guard let context = networks.levels[index].crossLevelContext else { break }
            let (height, width) = geometry.size(index + 1)
            features = level.features(
                ofFinerLevelBy: context, symbols.details[index],
                qualityMap.qualities(level: index + 1, height: height, width: width))
        }
    }

    /// Features of the coarsest level, from dequantized LL subbands in units of half a grey level.
    private func llFeatures(_ ll: [Int16]) -> Features {
        let (height, width) = geometry.size(geometry.levels)
        let steps = QuantizationSteps(networks.baseSteps, quality: quality).ll
        let feature = QualityMap.feature(quality)
        return Features(
            of: networks.llContext, height: height, width: width, threads: threads
        ) { rows, buffer in
            let count = WaveletGeometry.components
            let first = rows.lowerBound * width
            for position in 0..<rows.count * width {
                for component in 0..<count {
                    let value = QuantizationSteps.value(
                        Int32(ll[(first + position) * count + component]),
                        step: steps[component])
                    buffer[position * (count + 1) + component] = Int16(clamping: (value &+ 4) >> 3)
                }
                buffer[position * (count + 1) + count] = feature
            }
        }
    }
}
