import CWCNetwork
import CWCSeed
public import CWCTorch

/// Trains a model of the seed family: the state of a run and one step of it.
public final class SeedTrainer: TrainingTask {
    /// What a configuration's `model` says.
    public static let modelName = "seed"

    /// What to do.
    public let plan: SeedPlan
    /// The networks.
    public let model: SeedModel
    /// The averaged weights.
    public let average: MovingAverage
    /// Where it computes.
    public let device: Device
    /// Steps done.
    public internal(set) var step = 0
    /// Steps of the whole plan.
    public var stepCount: Int { plan.stepCount }
    /// Name of the phase of the next step.
    public var phaseName: String { plan.phase(at: min(step, stepCount - 1)).phase.name }

    /// What the scales of quantized phases follow from, once one has begun.
    var maxima: SeedMaxima?
    let adam: Adam
    let muon: Muon?
    /// Names of the parameters that Muon moves, in its order.
    let muonNames: [String]
    /// What moves the parameters until it gives up, where the plan has one.
    let learned: (any ParameterOptimizer)?
    /// What the next step draws from.
    public var random: TrainingRandom
    let parameters: [Parameter]
    /// What happened since the last figures and belongs into the log.
    var pendingAlarms: [String] = []

    /// A fresh run. With pictures, the networks start as a linear codec fitted to them.
    public init(
        _ plan: SeedPlan, startingFrom pictures: PictureSet?, device: Device,
        optimizers: ParameterOptimizerFactory? = nil
    ) throws(TorchError) {
        self.plan = plan
        self.device = device
        Torch.seed(plan.seed)
        random = TrainingRandom(seed: plan.seed)
        model = try SeedModel(
            plan.architecture, maskGradient: plan.maskGradient,
            maskGradientScale: plan.maskGradientScale, device: device)
        model.importanceTrunkShare = plan.importanceTrunkShare
        model.binarization = plan.binarization
        parameters = model.parameters
        if let pictures, plan.start == .linear {
            let start = try LinearStart(
                model, pictures: pictures, levelExponent: plan.levelExponent,
                code: plan.startCode, device: device,
                using: &random)
            try start.apply()
        }
        let tensors = parameters.map(\.tensor)
        adam = try Adam(tensors, learningRate: 0, beta2: 0.99)
        let weights =
            plan.optimizer == .muon
            ? model.synthesis.parameters.filter { $0.tensor.shape.count == 4 } : []
        muonNames = weights.map(\.name)
        muon = weights.isEmpty ? nil : try Muon(weights.map(\.tensor), learningRate: 0)
        learned = try plan.learnedOptimizer.map { (choice) throws(TorchError) in
            guard let optimizers else { throw TorchError("there are no learned optimizers here") }
            return try optimizers(choice, tensors)
        }
        average = try MovingAverage(of: tensors, decay: 0.999)
    }

    /// One step on random crops.
    public func advance(
        on pictures: PictureSet, reporting: Bool
    ) throws -> StepFigures? {
        let (phase, phaseStep) = plan.phase(at: step)
        let side = phase.cropSide
        if phase.isQuantized, maxima == nil { maxima = try measuredMaxima(on: pictures) }
        let bytes = try pictures.batch(
            phase.batchSize, side: side, device: device, using: &random)
        let x = try pictureTensor(bytes)
        if phase.objective == .measuredLevels {
            return try learnMeasuredLevels(x, phase, phaseStep, reporting: reporting)
        }
        let allocation = try drawAllocation(phase)

        // What is drawn within the networks follows from the run's own random state alone.
        if plan.binarization == .stochastic { Torch.seed(random.next()) }
        let pass =
            if phase.isQuantized, let maxima {
                try model.quantizedPass(
                    x, allocation, maxima: maxima, bits: plan.bits, device: device)
            } else {
                try Torch.withAutocast(plan.autocast, device: device) { () throws(TorchError) in
                    try model(x, allocation, isTraining: true)
                }
            }
        let errors = try (pass.picture - x).square().mean(over: [1, 2, 3]) * (127.5 * 127.5)
        var loss = try plan.distortion.loss(errors, cropSide: side)
        if let importance = pass.importance {
            // The paper's rate loss (equation 11), on the mean instead of the sum.
            let excess = try (importance.mean() - plan.targetImportance).rectified()
            loss = try loss + excess * plan.rateWeight
        }
        let (norm, partNorms) = try descend(loss, phase, phaseStep, reporting: reporting)
        guard reporting else { return nil }

        return try Torch.withoutGradient { () throws(TorchError) in
            let decibelsPerPicture = try errors.detached().floats().map {
                decibels(meanSquaredError: Double($0))
            }
            let groups = Double(plan.architecture.planes / plan.architecture.levels)
            return try figures(
                StepOutcome(
                    loss: loss, norm: norm, partNorms: partNorms,
                    levels: pass.mask.detached().sum(over: [1]) / groups - 1,
                    importance: pass.importance,
                    psnr: decibelsPerPicture.reduce(0, +) / Double(decibelsPerPicture.count)),
                phase)
        }
    }

    /// One step of the importance branch towards the levels that measured distortions ask for.
    private func learnMeasuredLevels(
        _ x: Tensor, _ phase: SeedPhase, _ phaseStep: Int, reporting: Bool
    ) throws(TorchError) -> StepFigures? {
        let objective = MeasuredLevels(
            model, contrast: plan.levelContrast, device: device, autocast: plan.autocast)
        let shift = drawShift()
        let (loss, logits, levels) = try objective(x, shift: shift)
        let (norm, partNorms) = try descend(loss, phase, phaseStep, reporting: reporting)
        guard reporting else { return nil }

        return try Torch.withoutGradient { () throws(TorchError) in
            try figures(
                StepOutcome(
                    loss: loss, norm: norm, partNorms: partNorms, levels: levels.round(),
                    importance: logits.detached().sigmoid()), phase)
        }
    }

    /// Goes one step down the gradient of `loss`; returns its norm, if `reporting` by part as well.
    private func descend(
        _ loss: Tensor, _ phase: SeedPhase, _ phaseStep: Int, reporting: Bool
    ) throws(TorchError) -> (norm: Tensor, partNorms: [Double]) {
        try backward(loss, to: parameters.map(\.tensor))
        let partNorms = reporting ? try partNorms() : []
        adam.learningRate = phase.learningRate(at: phaseStep)
        adam.rateFactors = rateFactors(phase)
        let norm = try moveParameters(loss)
        try average.update(step: step)
        step += 1
        return (norm, partNorms)
    }

    /// Moves the parameters: by the learned optimizer until its guard gives up, then by Adam.
    private func moveParameters(_ loss: Tensor) throws(TorchError) -> Tensor {
        if let learned, !learned.hasGivenUp {
            // All processes must come to the same end.
            let seen = try loss.detached().copied()
            try ProcessGroup.average([seen])
            if learned.observe(loss: try seen.scalar()) {
                pendingAlarms.append("the loss has risen for long: Adam from here on")
            } else {
                learned.rateFactors = adam.rateFactors
                return try learned.step()
            }
        }
        muon?.learningRate = adam.learningRate
        try muon?.step()
        return try adam.step(clippingTo: plan.gradientLimit)
    }

    /// Convolutions of the features that always stay as the start sets them: the principal
    /// components of the picture's windows and the block behind them.
    private static let fixedStem = 3

    /// Factors on Adam's learning rate, by parameter.
    private func rateFactors(_ phase: SeedPhase) -> [Double] {
        let synthesis = [muon == nil ? 1.0 : 0, 1]
        return model.networks.flatMap { network -> [Double] in
            let convolutions = network.declaration.convolutions.indices
            return convolutions.flatMap { position -> [Double] in
                switch network.declaration.role {
                case .features where position < Self.fixedStem: [0, 0]
                case .features, .codes: [phase.analysisRate, phase.analysisRate]
                case .importance: [phase.importanceRate, phase.importanceRate]
                default: synthesis
                }
            }
        }
    }

    /// The maxima of the averaged networks, which are what is exported.
    private func measuredMaxima(on pictures: PictureSet) throws -> SeedMaxima {
        var pictures = pictures
        let side = min(256, pictures.largestSquare / 8 * 8)
        pictures.dropSmallerThan(side)
        return try average.applied {
            try SeedMaxima(
                model, pictures: pictures, cropSide: side, batchCount: 16, device: device)
        }
    }

    private func drawShift() -> Double {
        Double.random(in: plan.shiftRange, using: &random)
    }

    private func drawAllocation(_ phase: SeedPhase) throws(TorchError) -> SeedModel.Allocation {
        var values: [Float] = []
        for _ in 0..<phase.batchSize {
            switch phase.objective {
            case .whole: values.append(Float(plan.architecture.levels - 1))
            case .map: values.append(Float(drawShift()))
            case .uniform, .measuredLevels:
                values.append(
                    random.level(of: plan.architecture.levels, exponent: plan.levelExponent))
            }
        }
        let tensor = try Tensor(values, device: device)
        return phase.objective == .map ? .map(shift: tensor) : .uniform(tensor)
    }
}
