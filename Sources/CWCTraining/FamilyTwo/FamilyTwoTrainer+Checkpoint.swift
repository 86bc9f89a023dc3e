public import CWCNetwork
public import CWCTorch

extension FamilyTwoTrainer {
    /// Everything that the rest of the run depends on.
    public func checkpoint() throws(TorchError) -> SafeTensors {
        let names = parameters.map(\.name)
        var tensors = parameters.map { (name: $0.name, tensor: $0.tensor) }
        tensors += zip(names, average.tensors).map { (name: "average.\($0)", tensor: $1) }
        tensors += adam.state(names: names)
        tensors += muon?.state(names: muonNames) ?? []
        return SafeTensors(
            tensors,
            metadata: [
                ("model", Self.modelName), ("step", String(step)),
                ("adam_steps", String(try adam.stepCount)), ("random", String(random.state)),
            ])
    }

    /// Continues where a checkpoint of the same plan stopped; given weights alone, starts at step 0
    /// from them.
    public func restore(_ checkpoint: SafeTensors) throws(TorchError) {
        var tensors: [String: Tensor] = [:]
        for (name, tensor) in checkpoint.tensors { tensors[name] = try tensor.to(device) }
        func find(_ name: String) throws(TorchError) -> Tensor {
            guard let tensor = tensors[name] else {
                throw TorchError("the checkpoint has no tensor '\(name)'")
            }
            return tensor
        }
        let names = parameters.map(\.name)
        let values = try names.map(find)
        try copy(values, to: parameters.map(\.tensor))
        guard tensors["average.\(names[0])"] != nil else { return try average.restore(values) }
        guard let step = checkpoint.note("step").flatMap(Int.init),
            let adamSteps = checkpoint.note("adam_steps").flatMap(Int.init),
            let state = checkpoint.note("random").flatMap(UInt64.init)
        else { throw TorchError("no checkpoint of a training run: its notes are missing") }
        try average.restore(
            try names.map { (name) throws(TorchError) in try find("average.\(name)") })
        try adam.restore(stepCount: adamSteps, names: names, from: tensors)
        try muon?.restore(names: muonNames, from: tensors)
        self.step = step
        random = TrainingRandom(seed: state)
    }

    /// Family 2 has no integer form yet.
    public func exported(_ request: ExportRequest) throws -> Model? { nil }
}
