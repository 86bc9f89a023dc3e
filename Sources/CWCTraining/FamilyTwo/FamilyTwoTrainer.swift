internal import CWCNetwork
public import CWCTorch

/// Trains family 2: the state of a run and one step of it.
///
/// The loss is the price of distortion plus the estimated rate, bits per pixel, at a quality drawn
/// for each picture; `√(1/price)` weighs the qualities so that none drowns the others.
public final class FamilyTwoTrainer: TrainingTask {
    public static let modelName = "family-2"

    public let plan: FamilyTwoPlan
    let model: FamilyTwoModel
    let average: MovingAverage
    let device: Device
    let adam: Adam
    let muon: Muon?
    /// Names of the parameters that Muon moves, in its order.
    let muonNames: [String]
    let parameters: [Parameter]
    var random: TrainingRandom
    public internal(set) var step = 0
    public var stepCount: Int { plan.stepCount }
    public var phaseName: String { plan.phase(at: min(step, stepCount - 1)).phase.name }

    public init(
        _ plan: FamilyTwoPlan, startingFrom pictures: PictureSet?, device: Device
    ) throws(TorchError) {
        self.plan = plan
        self.device = device
        Torch.seed(plan.seed)
        random = TrainingRandom(seed: plan.seed)
        let channels = plan.architecture.channels
        if let pictures {
            let start = try KLTStart(
                plan.architecture, pictures: pictures, blocks: plan.startBlocks, device: device,
                using: &random)
            model = try FamilyTwoModel(
                plan.architecture, deviations: start.deviations, device: device)
            try start.apply(to: model)
        } else {
            model = try FamilyTwoModel(
                plan.architecture, deviations: [Float](repeating: 1, count: channels),
                device: device)
        }
        parameters = model.parameters
        let tensors = parameters.map(\.tensor)
        adam = try Adam(tensors, learningRate: 0, beta2: 0.99)
        var weights: [Parameter] = []
        adam.rateFactors = model.networks.flatMap { network -> [Double] in
            let linear = [.linearAnalysis, .linearSynthesis].contains(network.declaration.role)
            return network.parameters.map { parameter in
                if linear { return plan.linearRate }
                guard plan.optimizer == .muon, parameter.tensor.shape.count == 4 else { return 1 }
                weights.append(parameter)
                return 0
            }
        }
        adam.rateFactors += [Double](
            repeating: 1, count: parameters.count - adam.rateFactors.count)
        muon = weights.isEmpty ? nil : try Muon(weights.map(\.tensor), learningRate: 0)
        muonNames = weights.map(\.name)
        average = try MovingAverage(of: tensors, decay: plan.averageDecay)
    }

    /// One step on random crops at random qualities.
    public func advance(
        on pictures: PictureSet, reporting: Bool
    ) throws(TorchError) -> StepFigures? {
        let phase = plan.phase(at: step).phase
        // The noise is torch's: a seed for each step makes a resumed run draw the same.
        Torch.seed(random.next())
        let bytes = try pictures.batch(
            phase.batchSize, side: phase.cropSide, device: device, using: &random)
        let x = try pictureTensor(bytes)
        let qualities = drawQualities(phase.batchSize)
        let pass = try model(x, qualities: qualities, rate: .noise, autocast: plan.autocast)

        let pixels = Double(phase.cropSide * phase.cropSide)
        let errors = try (try pass.picture - x).square().mean(over: [1, 2, 3]) * (127.5 * 127.5)
        var bits = pass.hyperBits
        for slice in pass.sliceBits { bits = try bits + slice }
        let rate = try bits / pixels
        let prices = qualities.map(FamilyTwoModel.price)
        let price = try Tensor(prices.map(Float.init), device: device)
        let weight = try Tensor(prices.map { Float(0.1 / $0.squareRoot()) }, device: device)
        let loss = try (try (try (try errors * price) + rate) * weight).mean()

        try loss.backward()
        adam.learningRate = plan.learningRate(at: step)
        muon?.learningRate = adam.learningRate
        try muon?.step()
        let norm = try adam.step(clippingTo: 1)
        try average.update(step: step)
        step += 1
        guard reporting else { return nil }
        return try Torch.withoutGradient { () throws(TorchError) -> StepFigures? in
            try figures(pass, x: x, loss: loss, errors: errors, rate: rate, norm: try norm.scalar())
        }
    }

    /// Qualities spread evenly over the range, one in each share of it, in random order.
    private func drawQualities(_ count: Int) -> [Double] {
        let top = Double(plan.architecture.qualities - 1)
        return (0..<count).map { (Double($0) + random.unit()) * top / Double(count) }
            .shuffled(using: &random)
    }

    private func figures(
        _ pass: FamilyTwoModel.Pass, x: Tensor, loss: Tensor, errors: Tensor, rate: Tensor,
        norm: Double
    ) throws(TorchError) -> StepFigures {
        let pixels = Double(x.shape[2] * x.shape[3])
        let psnrs = try errors.floats().map { decibels(meanSquaredError: Double($0)) }
        let linearErrors =
            try (try pass.linearPart - x).square().mean(over: [1, 2, 3]) * (127.5 * 127.5)
        let linear = try linearErrors.floats().map { decibels(meanSquaredError: Double($0)) }
        func mean(_ values: [Double]) -> Double {
            values.reduce(0, +) / Double(max(1, values.count))
        }
        let share =
            try pass.nonlinearCoefficients.apply("std").scalar()
            / max(pass.coefficients.apply("std").scalar(), 1e-9)
        var details = [
            Figure("hyper_bpp", try pass.hyperBits.mean().scalar() / pixels),
            Figure("nonlinear_gain_db", mean(psnrs) - mean(linear), decimals: 2),
            Figure("nonlinear_share", share),
        ]
        for (index, bits) in pass.sliceBits.enumerated() {
            details.append(Figure("slice\(index)_bpp", try bits.mean().scalar() / pixels))
        }
        let value = try loss.scalar()
        return StepFigures(
            loss: value, psnr: mean(psnrs), bitsPerPixel: try rate.mean().scalar(),
            gradientNorm: norm, pictureCount: x.shape[0], details: details,
            alarms: norm.isFinite ? [] : ["the gradient is not finite, the step was skipped"])
    }
}
