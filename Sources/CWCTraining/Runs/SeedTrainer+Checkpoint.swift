internal import CWCNetwork
public import CWCTorch

extension SeedTrainer {
    /// Everything that the rest of the run depends on.
    public func checkpoint() throws(TorchError) -> SafeTensors {
        let names = parameters.map(\.name)
        var tensors = parameters.map { (name: $0.name, tensor: $0.tensor) }
        tensors += zip(names, average.tensors).map { (name: "average.\($0)", tensor: $1) }
        tensors += adam.state(names: names)
        if let maxima { tensors += try maxima.tensors() }
        return SafeTensors(
            tensors,
            metadata: [
                ("step", String(step)), ("adam_steps", String(try adam.stepCount)),
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
        maxima = try SeedMaxima(checkpoint)
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
