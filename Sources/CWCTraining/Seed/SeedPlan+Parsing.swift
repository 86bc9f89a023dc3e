import CWCSeed

extension SeedPlan: TrainingPlan {
    /// Reads a plan of the seed family; what is missing has the value of the model that ships.
    public init(parsing config: inout ConfigReader) throws(ConfigError) {
        let planes = try config.integer("planes", in: 1...1024, default: 64)
        let levels = try config.integer("levels", in: 2...256, default: 16)
        guard planes % levels == 0 else {
            throw config.error("levels", "must divide the planes")
        }
        let eighths = try config.integer("width_eighths", in: 1...16, default: 8)
        var phases: [SeedPhase] = []
        for var phase in try config.objects("phases") {
            phases.append(try SeedPhase(parsing: &phase))
            try phase.finish()
        }
        guard phases.contains(where: { $0.stepCount > 0 }) else {
            throw config.error("phases", "has no step")
        }
        self.init(
            architecture: SeedArchitecture(
                planes: planes, levels: levels, widthEighths: eighths),
            phases: phases, seed: UInt64(try config.integer("seed", in: 0...1 << 53, default: 1)))
        start = try config.choice("start", default: start)
        guard start == .random || eighths >= 2 else {
            throw config.error("start", "needs 'width_eighths' of at least 2 to be 'linear'")
        }
        startCode = try config.choice("start_code", default: startCode)
        binarization = try config.choice("binarizer", default: binarization)
        maskGradient = try config.choice("mask_gradient", default: maskGradient)
        distortion = try config.choice("distortion", default: distortion)
        if config.hasObject("optimizer") {
            var choice = try config.object("optimizer")
            learnedOptimizer = try LearnedOptimizerChoice(parsing: &choice)
            try choice.finish()
        } else {
            optimizer = try config.choice("optimizer", default: optimizer)
        }
        bits = ActivationBits(
            stream: try config.integer("stream_bits", in: 1...15, default: bits.stream),
            branch: try config.integer("branch_bits", in: 1...15, default: bits.branch))
        gradientLimit = try config.number("gradient_limit", in: 1e-6...1e9, default: gradientLimit)
        autocast = try config.choice("precision", default: Precision.bfloat16) == .bfloat16
        var rate = try config.object("rate")
        targetImportance = try rate.number("target", in: 0...1, default: targetImportance)
        rateWeight = try rate.number("weight", in: 0...1e6, default: rateWeight)
        try rate.finish()
        var shifts = try config.object("shift")
        let low = try shifts.number("from", in: -16...16, default: shiftRange.lowerBound)
        let high = try shifts.number("to", in: low...16, default: max(low, shiftRange.upperBound))
        try shifts.finish()
        shiftRange = low...high
        levelExponent = try config.number("level_exponent", in: 0.1...10, default: levelExponent)
        levelContrast = try config.number("level_contrast", in: 0...1, default: levelContrast)
        maskGradientScale = try config.number(
            "mask_gradient_scale", in: 0...10, default: maskGradientScale)
        importanceTrunkShare = try config.number(
            "importance_trunk_share", in: 0...1, default: importanceTrunkShare)
    }

    private enum Precision: String, CaseIterable { case bfloat16, float32 }
}
