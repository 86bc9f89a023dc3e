import CWCBitstream
package import CWCContainer
import CWCNetwork

/// Codes a picture's symbols, from the coarsest decomposition level to the finest: the payload of
/// codes. One traversal serves both directions. Spec wavelet §4.
package struct SubbandCoder {
    private let networks: WaveletNetworks
    private let geometry: WaveletGeometry
    private let qualityMap: QualityMap
    private let threads: Int

    /// Codes pictures of one size, at the qualities of their parts.
    package init(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, _ qualityMap: QualityMap,
        threads: Int
    ) {
        self.networks = networks
        self.geometry = geometry
        self.qualityMap = qualityMap
        self.threads = threads
    }

    /// The payload of symbols.
    package func payload(of symbols: SubbandSymbols) -> [UInt8] {
        var symbols = symbols
        var encoder = RangeEncoder()
        code(&symbols, selectedBy: { _ in FixedSymbols() }, with: &encoder)
        return encoder.finish()
    }

    /// Selects the symbols of detail subbands by rate and distortion while it codes them.
    ///
    /// - Parameters:
    ///   - coefficients: Coefficients in steps; taken apart meanwhile.
    ///   - lambda: What bits may cost in squared error.
    /// - Returns: The symbols and their payload.
    package func optimized(
        _ coefficients: consuming ScaledCoefficients, _ lambda: LambdaMap
    ) -> (symbols: SubbandSymbols, payload: [UInt8]) {
        var symbols = SubbandSymbols(geometry)
        symbols.ll = coefficients.ll
        var details = coefficients.details
        let costs = BitCostTable(networks.probabilities)
        var encoder = RangeEncoder()
        code(
            &symbols,
            selectedBy: { index in
                defer { details[index] = [] }
                return RDOQuantizer(
                    coefficients: details[index], costs: costs, lambda: lambda.level(index))
            }, with: &encoder)
        return (symbols, encoder.finish())
    }

    /// The symbols of a payload, which must end with them.
    ///
    /// - Throws: `badPayload`, at the payload's first byte.
    package func symbols(of payload: ArraySlice<UInt8>) throws(FormatError) -> SubbandSymbols {
        var symbols = SubbandSymbols(geometry)
        do throws(BitstreamError) {
            try payload.withUnsafeBufferPointer { bytes throws(BitstreamError) in
                var decoder = RangeDecoder(bytes)
                try code(&symbols, selectedBy: { _ in FixedSymbols() }, with: &decoder)
                try decoder.finish()
            }
        } catch {
            throw FormatError(
                .badPayload, offset: payload.startIndex, section: "wavelet §4.1",
                detail: "codes: \(error.explanation)")
        }
        return symbols
    }

    private func code<Coder: DecisionCoder>(
        _ symbols: inout SubbandSymbols,
        selectedBy selection: (_ level: Int) -> some SymbolSelection, with coder: inout Coder
    ) throws(Coder.Failure) {
        let (height, width) = geometry.size(geometry.levels)
        var llCoder = MedianPredictiveCoder.ll
        try llCoder.code(&symbols.ll, height: height, width: width, with: &coder)
        var features = llFeatures(symbols.ll)
        for index in (0..<geometry.levels).reversed() {
            let level = LevelCoder(
                networks: networks.levels[index], probabilities: networks.probabilities,
                features: features, threads: threads)
            try level.code(
                &symbols.details[index], selectedBy: selection(index), with: &coder)
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
        let steps = QuantizationSteps(networks.baseSteps, quality: qualityMap.quality).ll
        let feature = QualityMap.feature(qualityMap.quality)
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

extension SubbandCoder {
    /// Bytes that coding takes beside symbols and payload: features of the finest level and of the
    /// one before it, contexts, and the windows of one network at a time.
    package static func peakByteCount(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, threads: Int
    ) -> Int {
        let finest = networks.levels[0]
        let (height, width) = geometry.size(1)
        let tensors = [
            networks.levels.count > 1 ? networks.levels[1].crossLevelContext : networks.llContext,
            finest.lumaAnchorContext, finest.crossComponentContext, finest.chromaAnchorContext,
        ]
        let channels = tensors.reduce(0) { $0 + ($1?.outputChannels ?? 0) }
        // Coarser levels have a quarter of the positions each, and may be wider.
        let coarser = networks.levels.dropFirst().flatMap { level in
            [level.lumaAnchorContext, level.crossComponentContext, level.chromaAnchorContext]
        }.reduce(0) { $0 + $1.outputChannels }
        let windows =
            finest.networks.map { threads * $0.peakByteCount(height: height, width: width) }
            + [finest.lumaCheckerboard, finest.chromaCheckerboard].map {
                threads * $0.peakByteCount(height: height, width: width)
            }
        // Logits wait for the thread that codes under them.
        let logits =
            threads == 1
            ? 0
            : height * CheckerboardHalf.width(width) * 2
                * (CodingPass.allCases.map { finest.head($0).outputChannels }.max() ?? 0)
        let errors = NeighbourhoodErrors.byteCount(
            columns: CheckerboardHalf.width(width),
            subbands: CodingPass.allCases.map(\.subbands).max() ?? 0)
        return height * width * 2 * (channels + coarser / 2) + logits + errors
            + (windows.max() ?? 0)
    }
}
