internal import CWCNetwork
internal import CWCTorch
internal import CWCWavelet

/// Turns trained networks of family 2 into a model file's content.
///
/// Between networks, activations have fixed scales that the formats' rules name (Spec model §3.6);
/// within a network they follow from what is seen on pictures.
struct FamilyTwoExport {
    private let model: FamilyTwoModel
    private let quantization: BandQuantization

    init(_ model: FamilyTwoModel, _ quantization: BandQuantization) {
        self.model = model
        self.quantization = quantization
    }

    /// Quantizes the networks with scales measured on random crops of the request's pictures.
    ///
    /// - Throws: What torch or the quantizer says, or that no picture is large enough.
    func model(_ request: ExportRequest) throws -> Model {
        let maxima = try maxima(request)
        func integers(
            _ network: FloatNetwork, sees inputs: [ClosedRange<Int16>], gives output: TensorScale?,
            bits: ActivationBits? = nil, inBytes: Bool = false
        ) throws -> IntegerNetwork {
            let range = inputs.reduce(Int16(0)...0) {
                min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
            }
            guard let seen = maxima[network.name] else {
                throw TorchError("'\(network.name)' was never run")
            }
            return try quantize(
                network.declaration, parameters: network.quantizerParameters(),
                maxima: seen.map { $0.max() ?? 0 },
                input: TensorScale(step: Self.unit, range: range),
                output: output ?? Self.features(seen), bits: bits ?? Self.probabilityBits,
                channelMaxima: inBytes ? seen : nil
            ).network
        }
        let symbols: ClosedRange<Int16> = -2048...2048
        let quality: ClosedRange<Int16> = -256...256

        let root = try integers(model.root, sees: [.min ... .max], gives: nil)
        var features = root.outputRange
        var levels: [WaveletNetworks.Level] = []
        for level in model.levels {
            var byRole: [NetworkRole: IntegerNetwork] = [:]
            for network in [level.lightnessNeighbours, level.colourContext, level.colourNeighbours]
            {
                byRole[network.declaration.role] = try integers(
                    network, sees: [symbols], gives: nil)
            }
            let contexts = byRole.values.map(\.outputRange)
            for head in level.heads.values {
                byRole[head.declaration.role] = try integers(
                    head, sees: [features] + contexts, gives: Self.logits)
            }
            if let refinement = level.refinement {
                let integer = try integers(
                    refinement, sees: [features, symbols, quality], gives: nil)
                byRole[.refinement] = integer
                features = integer.outputRange
            }
            levels.insert(
                try WaveletNetworks.Level(isFinest: level.refinement == nil) {
                    (role) throws(TorchError) in
                    guard let network = byRole[role] else { throw TorchError("no \(role.name)") }
                    return network
                }, at: 0)
        }
        let networks = WaveletNetworks(
            root: root, levels: levels,
            mending: try integers(
                model.mending, sees: [-1024...1023, quality], gives: Self.changes,
                bits: request.bits, inBytes: true),
            gains: quantization.weights.gains, masking: quantization.masking,
            probabilities: Self.probabilities)
        return try Model(
            description: ModelDescription(
                name: request.name, family: 2, planes: 0, levels: levels.count,
                note: request.note),
            networks: .wavelet(networks), identify: request.identify)
    }

    /// The largest magnitudes of each channel that the layers of each network put out, by the network's
    /// name.
    private func maxima(_ request: ExportRequest) throws -> [String: [[Float]]] {
        let unit = model.architecture.downsampling
        var pictures = request.pictures
        let side = min(request.cropSide, pictures.largestSquare / unit * unit)
        guard side > 0 else { throw TorchError("no pictures to measure scales on") }
        pictures.dropSmallerThan(side)
        var maxima: [String: [[Float]]] = [:]
        for network in model.networks {
            network.watch = { (_, tensor) throws(TorchError) in
                maxima[network.name, default: []].append(
                    try tensor.apply("abs").apply("amax", "", .integers([0, 2, 3])).floats())
            }
        }
        defer { for network in model.networks { network.watch = nil } }
        var random = TrainingRandom(seed: 7)
        var largest: [String: [[Float]]] = [:]
        try Torch.withoutGradient {
            for batch in 0..<request.batchCount {
                // Every quality, from the worst to the best.
                let spread = Double(batch) / Double(max(1, request.batchCount - 1))
                let qualities = (0..<4).map { min(100, 100 * spread + Double($0)) }
                let crops = try WaveletBatch(
                    pixels: pictures.crops(4, side: side, using: &random), width: side,
                    height: side, qualities: qualities, quantization: quantization,
                    codedBy: model, effort: 1, autocast: false)
                maxima = [:]
                _ = try model.bits(crops, autocast: false)
                _ = try model.mended(crops.examples, autocast: false)
                largest.merge(maxima) { zip($0, $1).map { zip($0, $1).map(max) } }
            }
        }
        return largest
    }

    // MARK: Scales, Spec model §3.6

    /// One in the real numbers is 256 in what networks take.
    private static let unit = 1.0 / 256

    /// Features: none is negative, and the largest seen has some room above it.
    private static func features(_ maxima: [[Float]]) -> TensorScale {
        let reach = min(32767, Double(maxima.last?.max() ?? 1) / unit * 1.25)
        return TensorScale(step: unit, range: 0...Int16(max(1, reach)))
    }

    /// Twelve to a unit: finer steps would not save a ten-thousandth of the bits.
    private static let logitsPerUnit = 12.0
    private static let logits = TensorScale(
        step: 1 / logitsPerUnit, range: WaveletNetworks.logits)

    /// Within the networks of probabilities 8 bits do: they cost a hundredth of a percent of the rate.
    private static let probabilityBits = ActivationBits(stream: 8, branch: 8)

    /// Changes by the mending network, in 1/1024 of a step.
    private static let changes = TensorScale(step: 1.0 / 1024, range: -32767...32767)

    private static let probabilities: [UInt16] = WaveletNetworks.logits.map {
        let odds = exponential(-Double($0) / logitsPerUnit)
        return UInt16(min(max((65536 / (1 + odds)).rounded(), 2), 65534))
    }
}
