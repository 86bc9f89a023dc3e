import CWCBitstream
package import CWCContainer
package import CWCNetwork
package import CWCWavelet

/// Codes a picture's symbols, from the coarsest level to the finest: the payload of family 2. One
/// traversal serves both directions. Spec cwc §7.4.
package struct BandCoding {
    private let networks: WaveletNetworks
    private let geometry: BandGeometry
    private let field: QualityField
    private let threads: Int

    /// Codes pictures of one size, at the qualities of their parts.
    package init(
        _ networks: WaveletNetworks, _ geometry: BandGeometry, _ field: QualityField, threads: Int
    ) {
        self.networks = networks
        self.geometry = geometry
        self.field = field
        self.threads = threads
    }

    /// The payload of symbols.
    package func payload(of symbols: BandSymbols) -> [UInt8] {
        var symbols = symbols
        var encoder = RangeEncoder()
        code(&symbols, chosenBy: { _ in GivenSymbols() }, with: &encoder)
        return encoder.finish()
    }

    /// Chooses the symbols of detail bands by rate and distortion while it codes them.
    ///
    /// - Parameters:
    ///   - targets: Coefficients in steps; taken apart meanwhile.
    ///   - prices: What bits may cost in squared error.
    /// - Returns: The symbols and their payload.
    package func coded(
        _ targets: consuming BandTargets, prices: BitPrices
    ) -> (symbols: BandSymbols, payload: [UInt8]) {
        var symbols = BandSymbols(geometry)
        symbols.low = targets.low
        var details = targets.details
        let costs = DecisionCosts(networks.probabilities)
        var encoder = RangeEncoder()
        code(
            &symbols,
            chosenBy: { index in
                defer { details[index] = [] }
                return CheapestSymbols(
                    targets: details[index], costs: costs, prices: prices.level(index))
            }, with: &encoder)
        return (symbols, encoder.finish())
    }

    /// The symbols of a payload, which must end with them.
    ///
    /// - Throws: `badPayload`, at the payload's first byte.
    package func symbols(of payload: ArraySlice<UInt8>) throws(FormatError) -> BandSymbols {
        var symbols = BandSymbols(geometry)
        do throws(BitstreamError) {
            try payload.withUnsafeBufferPointer { bytes throws(BitstreamError) in
                var decoder = RangeDecoder(bytes)
                try code(&symbols, chosenBy: { _ in GivenSymbols() }, with: &decoder)
                try decoder.finish()
            }
        } catch {
            throw FormatError(
                .badPayload, offset: payload.startIndex, section: "cwc §7.4",
                detail: "codes: \(error.explanation)")
        }
        return symbols
    }

    /// Bytes that coding takes beside symbols and payload: features of the finest level and of the
    /// one before it, contexts, and the windows of one network at a time.
    package static func peakByteCount(
        _ networks: WaveletNetworks, _ geometry: BandGeometry, threads: Int
    ) -> Int {
        let finest = networks.levels[0]
        let (height, width) = geometry.size(1)
        let tensors = [
            networks.levels.count > 1 ? networks.levels[1].refinement : networks.root,
            finest.lightnessNeighbours, finest.colourContext, finest.colourNeighbours,
        ]
        let channels = tensors.reduce(0) { $0 + ($1?.outputChannels ?? 0) }
        // Coarser levels have a quarter of the positions each, and may be wider.
        let coarser = networks.levels.dropFirst().flatMap { level in
            [level.lightnessNeighbours, level.colourContext, level.colourNeighbours]
        }.reduce(0) { $0 + $1.outputChannels }
        let windows =
            finest.networks.map { threads * $0.peakByteCount(height: height, width: width) }
            + [finest.lightnessBeside, finest.colourBeside].map {
                threads * $0.peakByteCount(height: height, width: width)
            }
        // Logits wait for the thread that codes under them.
        let logits =
            threads == 1
            ? 0
            : height * Half.width(width) * 2
                * (CodingPass.allCases.map { finest.head($0).outputChannels }.max() ?? 0)
        let errors = NearbyErrors.byteCount(
            columns: Half.width(width), bands: CodingPass.allCases.map(\.bands).max() ?? 0)
        return height * width * 2 * (channels + coarser / 2) + logits + errors
            + (windows.max() ?? 0)
    }

    private func code<Coder: DecisionCoder>(
        _ symbols: inout BandSymbols, chosenBy choice: (_ level: Int) -> some SymbolChoice,
        with coder: inout Coder
    ) throws(Coder.Failure) {
        let (height, width) = geometry.size(geometry.levels)
        var low = PredictedPlanes.lowBands
        try low.code(&symbols.low, height: height, width: width, with: &coder)
        var features = root(symbols.low)
        for index in (0..<geometry.levels).reversed() {
            let level = LevelCoding(
                networks: networks.levels[index], probabilities: networks.probabilities,
                features: features, threads: threads)
            try level.code(
                &symbols.details[index], chosenBy: choice(index), with: &coder)
            guard let refinement = networks.levels[index].refinement else { break }
            let (height, width) = geometry.size(index + 1)
            features = level.refined(
                by: refinement, symbols.details[index],
                field.qualities(level: index + 1, height: height, width: width))
        }
    }

    /// Features of the coarsest level, from dequantized low bands in units of half a grey level.
    private func root(_ low: [Int16]) -> Features {
        let (height, width) = geometry.size(geometry.levels)
        let steps = BandSteps(networks.gains, quality: field.quality).low
        let feature = QualityField.feature(field.quality)
        return Features(of: networks.root, height: height, width: width, threads: threads) {
            rows, buffer in
            let count = BandGeometry.components
            let first = rows.lowerBound * width
            for position in 0..<rows.count * width {
                for component in 0..<count {
                    let value = BandSteps.value(
                        Int32(low[(first + position) * count + component]),
                        step: steps[component])
                    buffer[position * (count + 1) + component] = Int16(clamping: (value &+ 4) >> 3)
                }
                buffer[position * (count + 1) + count] = feature
            }
        }
    }
}
