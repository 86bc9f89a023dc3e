import CWCModel
import CWCNetwork
import CWCTorch
import CWCWavelet

/// Turns trained networks of the wavelet family into a model.
///
/// Scales follow from what is seen on pictures, but for what is no network's output.
struct WaveletExport {
    private let model: WaveletModel
    private let quantization: SubbandQuantization

    /// An export of a model that quantizes like this.
    init(_ model: WaveletModel, _ quantization: SubbandQuantization) {
        self.model = model
        self.quantization = quantization
    }

    /// Quantizes the networks with scales measured on random crops of the request's pictures.
    ///
    /// - Throws: What torch or the quantizer says, or that no picture is large enough.
    func model(_ request: ExportRequest) throws -> Model {
        let maxima = try maxima(request)
        func integers(
            _ network: FloatNetwork, sees inputs: [TensorScales], gives output: Output,
            bits: ActivationBits? = nil, inBytes: Bool = false
        ) throws -> (network: IntegerNetwork, output: TensorScales) {
            guard let seen = maxima[network.name] else {
                throw TorchError("'\(network.name)' was never run")
            }
            let input = TensorScales(joining: inputs)
            let made = output.scales(seen.last ?? [])
            let area = network.declaration.upsampling * network.declaration.upsampling
            let quantized = try quantize(
                network.declaration, parameters: network.quantizerParameters(),
                maxima: seen.map { $0.max() ?? 0 },
                input: input.scale, inputFactors: input.factors, output: made.scale,
                outputFactors: made.factors.flatMap { [Double](repeating: $0, count: area) },
                bits: bits ?? Self.probabilityBits, channelMaxima: inBytes ? seen : nil)
            return (quantized.network, made)
        }
        let llContext = try integers(
            model.llContext, sees: [.ll, .quality], gives: .features(isLast: false))
        var features = llContext.output
        var levels: [WaveletNetworks.Level] = []
        for level in model.levels {
            var byRole: [NetworkRole: IntegerNetwork] = [:]
            func context(_ network: FloatNetwork, subbands: Int) throws -> TensorScales {
                let integers = try integers(
                    network, sees: [.symbols(subbands)], gives: .features(isLast: true))
                byRole[network.declaration.role] = integers.network
                return integers.output
            }
            let lumaContext = try context(
                level.lumaAnchorContext, subbands: WaveletGeometry.lumaSubbands)
            let crossComponent = try context(
                level.crossComponentContext, subbands: WaveletGeometry.lumaSubbands)
            let chromaContext = try context(
                level.chromaAnchorContext, subbands: WaveletGeometry.chromaSubbands)
            let inputs: [CodingPass: [TensorScales]] = [
                .lumaAnchors: [features], .lumaNonAnchors: [features, lumaContext],
                .chromaAnchors: [features, crossComponent],
                .chromaNonAnchors: [features, crossComponent, chromaContext],
            ]
            for (pass, head) in level.heads {
                byRole[head.declaration.role] = try integers(
                    head, sees: inputs[pass] ?? [], gives: .logits
                ).network
            }
            if let crossLevelContext = level.crossLevelContext {
                let integers = try integers(
                    crossLevelContext,
                    sees: [features, .symbols(WaveletGeometry.subbands), .quality],
                    gives: .features(isLast: level.level == 2))
                byRole[.crossLevelContext] = integers.network
                features = integers.output
            }
            levels.insert(
                try WaveletNetworks.Level(isFinest: level.crossLevelContext == nil) {
                    (role) throws(TorchError) in
                    guard let network = byRole[role] else { throw TorchError("no \(role.name)") }
                    return network
                }, at: 0)
        }
        let networks = WaveletNetworks(
            llContext: llContext.network, levels: levels,
            postFilter: try integers(
                model.postFilter, sees: [.blocks, .quality], gives: .residual,
                bits: request.bits, inBytes: true
            ).network,
            baseSteps: quantization.weights.baseSteps, masking: quantization.masking,
            probabilities: Self.probabilities)
        return try Model(
            description: ModelDescription(name: request.name, note: request.note), networks)
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
            network.observer = { (_, tensor) throws(TorchError) in
                maxima[network.name, default: []].append(
                    try tensor.apply("abs").apply("amax", "", .integers([0, 2, 3])).floats())
            }
        }
        defer { for network in model.networks { network.observer = nil } }
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
                _ = try model.filtered(crops.examples, autocast: false)
                largest.merge(maxima) { zip($0, $1).map { zip($0, $1).map(max) } }
            }
        }
        return largest
    }

    /// Twelve to a unit: finer steps would not save a ten-thousandth of the bits.
    fileprivate static let logitsPerUnit = 12.0

    /// Within the networks of probabilities 8 bits do: they cost a hundredth of a percent of the rate.
    private static let probabilityBits = ActivationBits(stream: 8, branch: 8)

    private static let probabilities: [UInt16] = WaveletNetworks.logits.map {
        let odds = exponential(-Double($0) / logitsPerUnit)
        return UInt16(min(max((65536 / (1 + odds)).rounded(), 2), 65534))
    }
}

/// What the integers of a network's output mean, or of a part of its input: what a step of each
/// channel is in real numbers, and the range of all. Spec wavelet §5, §6.2.
private struct TensorScales {
    var steps: [Double]
    var range: ClosedRange<Int16>

    init(_ steps: [Double], _ range: ClosedRange<Int16>) {
        self.steps = steps
        self.range = range
    }

    init(joining parts: [TensorScales]) {
        steps = parts.flatMap(\.steps)
        range = parts.reduce(0...0) {
            min($0.lowerBound, $1.range.lowerBound)...max($0.upperBound, $1.range.upperBound)
        }
    }

    static let ll = TensorScales(
        [Double](repeating: 1.0 / 256, count: WaveletGeometry.components), .min ... .max)
    static let quality = TensorScales([1.0 / 127], -127...127)
    static let blocks = TensorScales(
        [Double](repeating: 1.0 / 256, count: PostFilterBlocks.colourChannels),
        PostFilterBlocks.colours)

    static func symbols(_ subbands: Int) -> TensorScales {
        TensorScales(
            [Double](repeating: 1.0 / 16, count: WaveletArchitecture.symbolChannels * subbands),
            -127...127)
    }

    /// The largest step as that of the whole, and each channel's against it.
    var scale: TensorScale { TensorScale(step: steps.max() ?? 1, range: range) }
    var factors: [Double] { steps.map { $0 / scale.step } }
}

/// What networks put out.
private enum Output {
    /// Features of a level, or a context. None is negative, and each channel has the step that it needs.
    /// What `cross_level_context` sees together with symbols fits one byte if it has seven bits.
    case features(isLast: Bool)
    /// The logits of a probability head.
    case logits
    /// What the post-filter adds, in 1/1024 of a step.
    case residual

    /// Given the largest magnitudes of the channels.
    func scales(_ maxima: [Float]) -> TensorScales {
        switch self {
        case .features(let isLast):
            let limit: Int16 = isLast ? 255 : 127
            // A channel that is never seen needs some step, too.
            let least = max(maxima.max() ?? 1, 1e-3) / 1000
            return TensorScales(maxima.map { Double(max($0, least)) / Double(limit) }, 0...limit)
        case .logits:
            let step = 1 / WaveletExport.logitsPerUnit
            return TensorScales(maxima.map { _ in step }, WaveletNetworks.logits)
        case .residual: return TensorScales(maxima.map { _ in 1.0 / 1024 }, -32767...32767)
        }
    }
}
