import CWCFigures
import CWCNetwork
import CWCSeed
import CWCTorch

extension SeedTrainer {
    /// What a step was made of, as far as the log wants to know it.
    struct StepOutcome {
        var loss: Tensor
        var norm: Tensor
        /// Norm of the gradient of each network, in their order; empty when nobody looks.
        var partNorms: [Double]
        /// Kept groups less one of each position, any shape.
        var levels: Tensor
        /// The unshifted importance; nil without the map.
        var importance: Tensor?
        /// Mean PSNR; nil where nothing was decoded.
        var psnr: Double?
    }

    /// The line of the log of a step.
    func figures(_ outcome: StepOutcome, _ phase: SeedPhase) throws(TorchError) -> StepFigures {
        let architecture = plan.architecture
        let levels = try outcome.levels.detached().floats().map { Int($0) }
        let statistics = LevelStatistics(levels, of: architecture.levels)
        // A position covers 8×8 pixels.
        let codeRate =
            (statistics.mean + 1) * Double(architecture.planes / architecture.levels) / 64
        let mapRate = phase.objective.usesMap ? statistics.entropy / 64 : 0
        let importance = try outcome.importance?.detached()
        var details = zip(model.networks, outcome.partNorms).map {
            Figure("gradient_\($0.declaration.role.name)", $1)
        }
        details += [
            Figure("importance", try importance?.mean().scalar() ?? 0),
            Figure("importance_spread", try importance?.apply("std").scalar() ?? 0),
            Figure("level_spread", statistics.deviation, decimals: 3),
        ]
        details += statistics.quarters.enumerated().map {
            Figure("levels_q\($0 + 1)", $1, decimals: 3)
        }
        details += [Figure("code_bpp", codeRate), Figure("map_bpp", mapRate)]
        return StepFigures(
            loss: try outcome.loss.scalar(), psnr: outcome.psnr, bitsPerPixel: codeRate + mapRate,
            gradientNorm: try outcome.norm.scalar(), pictureCount: phase.batchSize,
            details: details, alarms: alarms(statistics, outcome, phase))
    }

    /// What looks wrong: a map without content, a network that learns nothing.
    private func alarms(
        _ statistics: LevelStatistics, _ outcome: StepOutcome, _ phase: SeedPhase
    ) -> [String] {
        var alarms = pendingAlarms
        pendingAlarms = []
        if phase.objective == .map, phase.importanceRate > 0, statistics.largestShare > 0.99 {
            let share = fixed(100 * statistics.largestShare, 1)
            alarms.append("frozen map: \(share) % at level \(statistics.commonest)")
        }
        for (network, norm) in zip(model.networks, outcome.partNorms) where norm == 0 {
            guard learns(network.declaration.role, in: phase) else { continue }
            alarms.append("dead branch: no gradient reaches \(network.declaration.role.name)")
        }
        return alarms
    }

    private func learns(_ role: NetworkRole, in phase: SeedPhase) -> Bool {
        let hasMap = phase.objective.usesMap
        let decodes = phase.objective != .measuredLevels
        return switch role {
        case .features, .codes: decodes && phase.analysisRate > 0
        case .importance: hasMap && phase.importanceRate > 0
        default: decodes
        }
    }

    /// Norms of the gradients of each network, before the optimizer clears them.
    func partNorms() throws(TorchError) -> [Double] {
        var norms: [Double] = []
        for network in model.networks {
            let gradients = network.parameters.compactMap(\.tensor.gradient)
            guard !gradients.isEmpty else {
                norms.append(0)
                continue
            }
            var sum = 0.0
            for norm in try Torch.call("_foreach_norm", "Scalar", [.tensors(gradients)]) {
                let value = try norm.scalar()
                sum += value * value
            }
            norms.append(sum.squareRoot())
        }
        return norms
    }
}
