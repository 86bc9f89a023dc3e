public import CWCNetwork
internal import CWCTorch

/// Family 2 as training sees it: the networks with quantization, hyper-planes and rates between
/// them.
///
/// Pictures are `[N, 3, H, W]` with `x = (pixel − 128) / 127.5`, sides multiples of 64.
/// Coefficients are measured in quantization steps of the middle quality; a gain per channel and
/// quality turns them into steps of that quality.
public final class FamilyTwoModel {
    public let architecture: FamilyTwoArchitecture
    let linearAnalysis: FloatNetwork
    let analysis: FloatNetwork
    let analysisHead: FloatNetwork
    let hyperAnalysis: FloatNetwork
    let hyperSynthesis: FloatNetwork
    let slices: [SliceNetworks]
    let linearSynthesis: FloatNetwork
    let synthesisEntry: FloatNetwork
    let synthesis: FloatNetwork

    /// Logarithm of the gain of each channel.
    let logGain: QualityTable
    let analysisBias: QualityTable
    let priorBias: QualityTable
    let synthesisBias: QualityTable
    /// Logit of each hyper-plane's probability of 1, `[1, planes, 1, 1]`.
    let hyperLogits: Tensor
    /// Standard deviation of each channel at the start, in steps of the middle quality, and the
    /// factor that brings coefficients to about unit size; `[1, C, 1, 1]`, not trained.
    let deviations: Tensor
    let normalizers: Tensor
    let device: Device

    private let binarizer = Binarizer()

    /// Prices of distortion: `λ₀·2^q` bits per pixel for a unit of squared error (8-bit units).
    public static let lowestPrice = 0.001

    /// The price at a quality.
    public static func price(_ quality: Double) -> Double {
        lowestPrice * raise(2, to: quality)
    }

    /// The quantization step, in 8-bit units of an orthonormal transform, at which a uniform
    /// quantizer's distortion and rate balance at a price: `Δ² = 18 / (λ·ln 2)`, three channels
    /// sharing one squared error.
    static func balancedStep(price: Double) -> Double {
        (18 / (price * naturalLogarithm(2))).squareRoot()
    }

    /// Random networks around a linear transform whose coefficients have these standard deviations,
    /// in steps of the middle quality.
    init(
        _ architecture: FamilyTwoArchitecture, deviations: [Float], device: Device
    ) throws(TorchError) {
        precondition(deviations.count == architecture.channels)
        self.architecture = architecture
        self.device = device
        let channels = architecture.channels
        linearAnalysis = try FloatNetwork(architecture.linearAnalysis, device: device)
        analysis = try FloatNetwork(architecture.analysis, device: device)
        analysisHead = try FloatNetwork(architecture.analysisHead, headScale: 0.1, device: device)
        hyperAnalysis = try FloatNetwork(architecture.hyperAnalysis, device: device)
        hyperSynthesis = try FloatNetwork(architecture.hyperSynthesis, device: device)
        var slices: [SliceNetworks] = []
        for index in architecture.slices.indices {
            slices.append(try SliceNetworks(architecture, index: index, device: device))
        }
        self.slices = slices
        linearSynthesis = try FloatNetwork(architecture.linearSynthesis, device: device)
        synthesisEntry = try FloatNetwork(architecture.synthesisEntry, device: device)
        synthesis = try FloatNetwork(architecture.synthesis, headScale: 0.01, device: device)

        let rows = architecture.qualities
        let middle = Double(rows - 1) / 2
        logGain = try QualityTable(
            name: "log_gain",
            (0..<rows).map { row in
                let value = 0.5 * (Double(row) - middle) * naturalLogarithm(2)
                return [Float](repeating: Float(value), count: channels)
            }, device: device)
        analysisBias = try .zeros(
            name: "analysis_bias", qualities: rows, channels: architecture.analysisWidths[2],
            device: device)
        priorBias = try .zeros(
            name: "prior_bias", qualities: rows, channels: architecture.priorWidth,
            device: device)
        synthesisBias = try .zeros(
            name: "synthesis_bias", qualities: rows, channels: architecture.synthesisWidths[0],
            device: device)
        hyperLogits = try Tensor(
            [Float](repeating: 0, count: architecture.hyperPlanes),
            shape: [1, architecture.hyperPlanes, 1, 1], device: device)
        try hyperLogits.requireGradient()
        self.deviations = try Tensor(deviations, shape: [1, channels, 1, 1], device: device)
        normalizers = try Tensor(
            deviations.map { 1 / ($0 * $0 + 0.25).squareRoot() }, shape: [1, channels, 1, 1],
            device: device)
    }

    var networks: [FloatNetwork] {
        [linearAnalysis, analysis, analysisHead, hyperAnalysis, hyperSynthesis]
            + slices.flatMap(\.networks) + [linearSynthesis, synthesisEntry, synthesis]
    }

    /// Every parameter, networks first.
    var parameters: [Parameter] {
        networks.flatMap(\.parameters)
            + [logGain, analysisBias, priorBias, synthesisBias].map(\.parameter)
            + [Parameter(name: "hyper_logits", tensor: hyperLogits)]
    }

    /// What one pass through the codec gives.
    struct Pass {
        /// The decoded picture, `[N, 3, H, W]`, not clipped, and the linear path's part of it.
        let picture: Tensor
        let linearPart: Tensor
        /// Estimated bits of each picture's coefficients by slice, `[N]` each.
        let sliceBits: [Tensor]
        /// Estimated bits of each picture's hyper-planes, `[N]`.
        let hyperBits: Tensor
        /// Coefficients and the nonlinear path's part of them, in steps of the middle quality.
        let coefficients: Tensor
        let nonlinearCoefficients: Tensor
    }

    /// How the rate of rounded coefficients is estimated.
    enum RateEstimate {
        /// With uniform noise in place of rounding: differentiable.
        case noise
        /// Of what is really sent.
        case rounded
    }

    /// Encodes and decodes at a quality per picture, with gradients. `autocast` says whether
    /// convolutions of the nonlinear paths compute in bfloat16.
    func callAsFunction(
        _ x: Tensor, qualities: [Double], rate: RateEstimate, autocast: Bool
    ) throws(TorchError) -> Pass {
        let shares = try QualityTable.shares(
            of: qualities, rows: architecture.qualities, device: device)
        let gain = try logGain(shares).apply("exp")
        let half = { (body: () throws(TorchError) -> Tensor) throws(TorchError) -> Tensor in
            try Torch.withAutocast(autocast, device: self.device, body).to(.float)
        }

        let nonlinear = try half { () throws(TorchError) in
            try analysisHead(try analysis(x) + analysisBias(shares))
        }
        let y = try linearAnalysis(x) + nonlinear

        let hyperMap = try half { () throws(TorchError) in
            try hyperAnalysis(try y * normalizers)
        }
        let planes = try binarizer(try hyperMap.sigmoid())
        let prior = try half { () throws(TorchError) in
            try (try hyperSynthesis(planes) + priorBias(shares)).rectified()
        }

        // From normalized coefficients to steps of the quality.
        let scale = SliceScale(
            toSteps: try gain / normalizers, logDeviation: try (try deviations * gain).log())
        let steps = try y * gain
        var decoded: [Tensor] = []
        var sliceBits: [Tensor] = []
        for (index, slice) in slices.enumerated() {
            let start = architecture.start(ofSlice: index)
            let count = architecture.slices[index]
            let result = try slice(
                try steps.narrowed(1, from: start, count: count), prior: prior,
                before: decoded, scale: try scale.narrowed(from: start, count: count),
                rate: rate, autocast: autocast)
            decoded.append(result.normalized)
            sliceBits.append(result.bits)
        }
        let received = try decoded[0].concatenated(Array(decoded.dropFirst()), over: 1)
        let linearPart = try linearSynthesis(received)
        let nonlinearPart = try half { () throws(TorchError) in
            try synthesis(try synthesisEntry(received) + synthesisBias(shares))
        }
        return Pass(
            picture: try linearPart + nonlinearPart, linearPart: linearPart,
            sliceBits: sliceBits, hyperBits: try hyperBits(planes), coefficients: y,
            nonlinearCoefficients: nonlinear)
    }

    /// Bits of each picture's hyper-planes under their probabilities.
    private func hyperBits(_ planes: Tensor) throws(TorchError) -> Tensor {
        // softplus(l) − z·l nats
        let nats = try (try hyperLogits.apply("softplus")) - (try planes * hyperLogits)
        return try nats.sum(over: [1, 2, 3]) / naturalLogarithm(2)
    }
}
