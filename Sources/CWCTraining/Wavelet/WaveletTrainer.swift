public import CWCTorch

/// Trains a model of the wavelet family: the state of a run and one step of it.
///
/// The loss has two parts that share no weights: the rate, each picture's bits weighed by its step
/// so that fine and coarse ones count alike, and how much of each picture's error the post-filter
/// leaves.
public final class WaveletTrainer: TrainingTask {
    /// What a configuration's `model` says.
    public static let modelName = "wavelet"

    /// What to do.
    public let plan: WaveletPlan
    let model: WaveletModel
    let average: MovingAverage
    /// Where it computes.
    public let device: Device
    let adam: Adam
    let muon: Muon?
    /// Names of the parameters that Muon moves, in its order.
    let muonNames: [String]
    let parameters: [Parameter]
    /// What the next step draws from.
    public var random: TrainingRandom
    private var pool: PostFilterPool
    /// What was coded last, for the figures.
    private var lastBatch: WaveletBatch?
    /// Steps done.
    public internal(set) var step = 0
    /// Steps of the whole plan.
    public var stepCount: Int { plan.stepCount }
    /// Name of the phase of the next step.
    public var phaseName: String { plan.phase(at: min(step, stepCount - 1)).phase.name }

    /// A fresh run, from drawn weights; it needs neither pictures nor other optimizers.
    public init(
        _ plan: WaveletPlan, startingFrom pictures: PictureSet?, device: Device,
        optimizers: ParameterOptimizerFactory? = nil
    ) throws(TorchError) {
        self.plan = plan
        self.device = device
        pool = PostFilterPool(capacity: plan.poolSize)
        Torch.seed(plan.seed)
        random = TrainingRandom(seed: plan.seed)
        model = try WaveletModel(plan.architecture, device: device)
        parameters = model.parameters
        let tensors = parameters.map(\.tensor)
        adam = try Adam(tensors, learningRate: 0, beta2: 0.99)
        let weights =
            plan.optimizer == .muon
            ? parameters.filter { $0.tensor.shape.count == 4 } : []
        muonNames = weights.map(\.name)
        muon = weights.isEmpty ? nil : try Muon(weights.map(\.tensor), learningRate: 0)
        let moved = Set(muonNames)
        adam.rateFactors = parameters.map { moved.contains($0.name) ? 0 : 1 }
        average = try MovingAverage(of: tensors, decay: plan.averageDecay)
    }

    /// One step on random crops at random qualities.
    public func advance(
        on pictures: PictureSet, reporting: Bool
    ) throws(TorchError) -> StepFigures? {
        let loss = try plan.reuse > 1 ? lossOfPool(pictures) : loss(pictures)
        try backward(loss, to: parameters.map(\.tensor))
        adam.learningRate = plan.learningRate(at: step)
        muon?.learningRate = adam.learningRate
        try muon?.step()
        let norm = try adam.step(clippingTo: 1)
        try average.update(step: step)
        step += 1
        guard reporting, let lastBatch else { return nil }
        return try Torch.withoutGradient { () throws(TorchError) -> StepFigures? in
            try figures(lastBatch, loss: loss, norm: norm.scalar())
        }
    }

    /// The loss on crops that are coded for this step.
    private func loss(_ pictures: PictureSet) throws(TorchError) -> Tensor {
        let batch = try codedBatch(pictures)
        var losses: [Tensor] = []
        if plan.learning.contains(.probabilities) { losses.append(try rateLoss(batch)) }
        if plan.learning.contains(.postFilter) { losses.append(try postFilterLoss(batch.examples)) }
        var loss = losses[0]
        for more in losses.dropFirst() { loss = try loss + more }
        return loss
    }

    /// The post-filter's loss on crops of the pool, to which new ones come once in `reuse` steps.
    private func lossOfPool(_ pictures: PictureSet) throws(TorchError) -> Tensor {
        let count = plan.phase(at: step).phase.batchSize
        if step % plan.reuse == 0 { try pool.add(codedBatch(pictures).examples) }
        while pool.isFresh(count) { try pool.add(codedBatch(pictures).examples) }
        return try postFilterLoss(pool.draw(count, using: &random))
    }

    /// Crops at random qualities. Half of the batches are coded without the plan's effort: in a closed
    /// loop the encoder makes up for whatever the post-filter adds, and a post-filter that sees nothing
    /// else drifts in coarse subbands, where that costs bits.
    private func codedBatch(_ pictures: PictureSet) throws(TorchError) -> WaveletBatch {
        let phase = plan.phase(at: step).phase
        let effort = plan.effort > 1 && Bool.random(using: &random) ? plan.effort : 1
        let side = phase.cropSide
        let batch = try WaveletBatch(
            pixels: pictures.crops(phase.batchSize, side: side, using: &random), width: side,
            height: side, qualities: drawQualities(phase.batchSize),
            quantization: plan.quantization, codedBy: model, effort: effort,
            autocast: plan.autocast)
        lastBatch = batch
        return batch
    }

    /// The bits of each picture a pixel, weighed so that those of fine and coarse steps count alike.
    private func rateLoss(_ batch: WaveletBatch) throws(TorchError) -> Tensor {
        let levelBits = try model.bits(batch, autocast: plan.autocast)
        var bits = levelBits[0]
        for more in levelBits.dropFirst() { bits = try bits + more }
        let shape = batch.targets.original.shape
        // Bits go about with the inverse of the step.
        let weight = try batch.targets.step.reshaped([-1]) / 40
        return try (bits * weight).mean() / Double(shape[2] * shape[3])
    }

    /// What the post-filter leaves of each picture's error, in the mean: that of coarse steps, which is
    /// larger but of which more can be restored, counts as much as that of fine ones.
    private func postFilterLoss(_ examples: PostFilterExamples) throws(TorchError) -> Tensor {
        let filtered = try model.filtered(examples, autocast: plan.autocast)
        func squared(_ pictures: Tensor) throws(TorchError) -> Tensor {
            try ((pictures - examples.original) / examples.step).square()
                .mean(over: [1, 2, 3])
        }
        let before = try squared(examples.decoded)
        let left = try (squared(filtered) / (before + Self.leastError)).mean()
        switch plan.postFilterLoss {
        case .squared: return left
        case .msssim:
            // MS-SSIM alone hardly minds a pattern of few pixels' period: that of the pixel shuffle.
            let similarity = try MultiScaleSimilarityLoss(examples.original, device: device)
            let decoded = try similarity(examples.decoded).detached()
            return try (similarity(filtered) / (decoded + 1e-4)).mean() + left * Self.squaredShare
        case .ssimulacra2:
            let errors = try SSIMULACRA2Loss(examples.original, device: device)
            let decoded = try errors(examples.decoded).detached()
            return try (errors(filtered) / (decoded + 1)).mean() + left * Self.squaredShare
        }
    }

    /// In squared steps: about a third of the error of a picture at quality 10. Flat pictures have next
    /// to none.
    private static let leastError = 0.002

    /// The weight of what is left of the squared error; that of what is left of the other measure is 1.
    private static let squaredShare = 0.15

    /// Qualities spread evenly over the plan's range, one in each share of it, in random order.
    private func drawQualities(_ count: Int) -> [Double] {
        let share = (plan.qualities.upperBound - plan.qualities.lowerBound) / Double(count)
        return (0..<count).map {
            plan.qualities.lowerBound + (Double($0) + random.unit()) * share
        }.shuffled(using: &random)
    }

    /// What the step was about, under the weights behind it.
    private func figures(
        _ batch: WaveletBatch, loss: Tensor, norm: Double
    ) throws(TorchError) -> StepFigures {
        let levelBits = try model.bits(batch, autocast: plan.autocast)
        let filtered = try model.filtered(batch.examples, autocast: plan.autocast)
        let errors = try (filtered - batch.targets.original).square().mean(over: [1, 2, 3])
        let shape = batch.targets.original.shape
        let pixels = Double(shape[2] * shape[3])
        func meanDecibels(_ errors: Tensor) throws(TorchError) -> Double {
            let values = try errors.floats().map { decibels(meanSquaredError: Double($0)) }
            return values.reduce(0, +) / Double(values.count)
        }
        let psnr = try meanDecibels(errors)
        let before = try meanDecibels(
            (batch.decoded - batch.targets.original).square().mean(over: [1, 2, 3]))
        let rates = try levelBits.map { (bits) throws(TorchError) in
            try bits.mean().scalar() / pixels
        }
        var details = [Figure("post_filter_gain_db", psnr - before, decimals: 3)]
        for (index, rate) in rates.enumerated() {
            details.append(Figure("level\(levelBits.count - index)_bpp", rate))
        }
        return StepFigures(
            loss: try loss.scalar(), psnr: psnr, bitsPerPixel: rates.reduce(0, +),
            gradientNorm: norm, pictureCount: shape[0], details: details,
            alarms: norm.isFinite ? [] : ["the gradient is not finite, the step was skipped"])
    }
}
