internal import CWCNetwork
public import CWCTorch

/// Trains the seed's networks: the state of a run and one step of it.
public final class SeedTrainer {
    public let plan: SeedPlan
    public let model: SeedModel
    public let average: MovingAverage
    public let device: Device
    /// Steps done.
    public private(set) var step = 0

    private let adam: Adam
    private var random: TrainingRandom
    private let parameters: [Parameter]

    /// A fresh run. With pictures, the networks start as a linear codec fitted to them.
    public init(
        _ plan: SeedPlan, startingFrom pictures: PictureSet?, device: Device
    ) throws(TorchError) {
        self.plan = plan
        self.device = device
        Torch.seed(plan.seed)
        random = TrainingRandom(seed: plan.seed)
        model = try SeedModel(
            plan.architecture, maskGradientScale: plan.maskGradientScale, device: device)
        model.importanceTrunkShare = plan.importanceTrunkShare
        parameters = model.parameters
        if let pictures {
            let start = try LinearStart(
                model, pictures: pictures, levelExponent: plan.levelExponent, device: device,
                using: &random)
            try start.apply()
        }
        let tensors = parameters.map(\.tensor)
        adam = try Adam(tensors, learningRate: 0, beta2: 0.99)
        average = try MovingAverage(of: tensors, decay: 0.999)
    }

    /// What a step reports.
    public struct Report: Sendable {
        public var loss: Double
        /// Mean over the batch of each picture's PSNR, in dB.
        public var psnr: Double
        /// Kept code bits per pixel.
        public var bitsPerPixel: Double
        /// Norm of all gradients before clipping.
        public var gradientNorm: Double
        /// Mean and standard deviation of the importance over the batch; 0 without the map.
        public var importanceMean: Double
        public var importanceSpread: Double
    }

    /// One step on random crops.
    public func advance(on pictures: PictureSet) throws(TorchError) -> Report {
        let (phase, phaseStep) = plan.phase(at: step)
        let side = phase.cropSide
        let bytes = pictures.crops(phase.batchSize, side: side, using: &random)
        let x = try pictureTensor(
            bytes, count: phase.batchSize, height: side, width: side, device: device)
        if phase.lesson == .measuredLevels {
            return try learnMeasuredLevels(x, phase, phaseStep)
        }
        let allocation = try drawAllocation(phase)

        let pass = try Torch.withAutocast(plan.autocast, device: device) { () throws(TorchError) in
            try model(x, allocation)
        }
        // Mean of log error: every rate and every picture counts alike, as in the mean PSNR by
        // which codecs are compared. The 10 keeps flat crops from dominating.
        let errors = try (try pass.picture - x).square().mean(over: [1, 2, 3]) * (127.5 * 127.5)
        var loss = try (try errors + 10).log().mean()
        if let importance = pass.importance {
            // The paper's rate loss (equation 11), on the mean instead of the sum.
            let excess = try (try importance.mean() - plan.targetImportance).rectified()
            loss = try loss + (try excess * plan.rateWeight)
        }
        let (lossValue, norm) = try descend(loss, phase, phaseStep)

        return try Torch.withoutGradient { () throws(TorchError) in
            let decibelsPerPicture = try errors.floats().map {
                decibels(meanSquaredError: Double($0))
            }
            let kept = try pass.mask.detached().mean().scalar()
            let importance = try pass.importance?.detached()
            return Report(
                loss: lossValue,
                psnr: decibelsPerPicture.reduce(0, +) / Double(decibelsPerPicture.count),
                bitsPerPixel: kept * Double(plan.architecture.planes) / 64, gradientNorm: norm,
                importanceMean: try importance?.mean().scalar() ?? 0,
                importanceSpread: try importance?.apply("std").scalar() ?? 0)
        }
    }

    /// One step of the importance branch towards the levels that measured distortions ask for.
    private func learnMeasuredLevels(
        _ x: Tensor, _ phase: TrainingPhase, _ phaseStep: Int
    ) throws(TorchError) -> Report {
        let lesson = MeasuredLevels(
            model, contrast: plan.levelContrast, device: device, autocast: plan.autocast)
        let shift = drawShift()
        let (loss, logits, levels) = try lesson(x, shift: shift)
        let (lossValue, norm) = try descend(loss, phase, phaseStep)

        return try Torch.withoutGradient { () throws(TorchError) in
            let importance = try logits.detached().sigmoid()
            let kept = (try levels.mean().scalar() + 1) / Double(plan.architecture.levels)
            return Report(
                loss: lossValue, psnr: 0,
                bitsPerPixel: kept * Double(plan.architecture.planes) / 64, gradientNorm: norm,
                importanceMean: try importance.mean().scalar(),
                importanceSpread: try importance.apply("std").scalar())
        }
    }

    /// Goes one step down the gradient of `loss`; returns its value and the gradient's norm.
    private func descend(
        _ loss: Tensor, _ phase: TrainingPhase, _ phaseStep: Int
    ) throws(TorchError) -> (loss: Double, gradientNorm: Double) {
        let value = try loss.scalar()
        try loss.backward()
        adam.learningRate = phase.learningRate(at: phaseStep)
        adam.rateFactors = rateFactors(phase)
        let norm = try adam.step(clippingTo: 1)
        try average.update(step: step)
        step += 1
        return (value, norm)
    }

    /// Convolutions of the features that always stay as the start sets them: the principal
    /// components of the picture's windows and the block behind them.
    private static let fixedStem = 3

    private func rateFactors(_ phase: TrainingPhase) -> [Double] {
        model.networks.flatMap { network -> [Double] in
            let convolutions = network.declaration.convolutions.indices
            return convolutions.flatMap { position -> [Double] in
                switch network.declaration.role {
                case .features where position < Self.fixedStem: [0, 0]
                case .features, .codes: [phase.analysisRate, phase.analysisRate]
                case .importance: [phase.importanceRate, phase.importanceRate]
                case .synthesis: [1, 1]
                }
            }
        }
    }

    private func drawShift() -> Double {
        Double.random(in: plan.shiftRange, using: &random)
    }

    private func drawAllocation(_ phase: TrainingPhase) throws(TorchError) -> SeedModel.Allocation {
        var values: [Float] = []
        for _ in 0..<phase.batchSize {
            if phase.lesson == .map {
                values.append(Float(drawShift()))
            } else {
                values.append(
                    random.level(of: plan.architecture.levels, exponent: plan.levelExponent))
            }
        }
        let tensor = try Tensor(values, device: device)
        return phase.lesson == .map ? .map(shift: tensor) : .uniform(tensor)
    }

    // MARK: Checkpoints

    /// Everything that the rest of the run depends on.
    public func checkpoint() throws(TorchError) -> SafeTensors {
        let names = parameters.map(\.name)
        var tensors = parameters.map { (name: $0.name, tensor: $0.tensor) }
        tensors += zip(names, average.tensors).map { (name: "average.\($0)", tensor: $1) }
        tensors += adam.state(names: names)
        return SafeTensors(
            tensors,
            metadata: [
                ("step", String(step)), ("adam_steps", String(adam.stepCount)),
                ("random", String(random.state)),
                ("planes", String(plan.architecture.planes)),
                ("levels", String(plan.architecture.levels)),
                ("width_eighths", String(plan.architecture.widthEighths)),
            ])
    }

    /// Continues where a checkpoint of the same plan stopped.
    public func restore(_ checkpoint: SafeTensors) throws(TorchError) {
        guard let step = checkpoint.note("step").flatMap(Int.init),
            let adamSteps = checkpoint.note("adam_steps").flatMap(Int.init),
            let state = checkpoint.note("random").flatMap(UInt64.init)
        else { throw TorchError("no checkpoint of a training run: its notes are missing") }
        var tensors: [String: Tensor] = [:]
        for (name, tensor) in checkpoint.tensors { tensors[name] = try tensor.to(device) }
        let names = parameters.map(\.name)
        try copy(
            try names.map { (n) throws(TorchError) in try Self.find(n, tensors) },
            to: parameters.map(\.tensor))
        try average.restore(
            try names.map { (n) throws(TorchError) in try Self.find("average.\(n)", tensors) })
        try adam.restore(stepCount: adamSteps, names: names, from: tensors)
        self.step = step
        random = TrainingRandom(seed: state)
    }

    private static func find(
        _ name: String, _ tensors: [String: Tensor]
    ) throws(TorchError) -> Tensor {
        guard let tensor = tensors[name] else {
            throw TorchError("the checkpoint has no tensor '\(name)'")
        }
        return tensor
    }
}
