public import CWCModel
public import CWCTorch

extension WaveletTrainer {
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

    /// Continues where a checkpoint of the same plan stopped; given weights alone, be they of a
    /// smaller model, starts at step 0 from them.
    public func restore(_ checkpoint: SafeTensors) throws(TorchError) {
        let stored = try StoredTensors(checkpoint, device: device)
        let names = parameters.map(\.name)
        guard stored.tensors["average.\(names[0])"] != nil else {
            let values = try model.grown(stored)
            try copy(values, to: parameters.map(\.tensor))
            return try average.restore(values)
        }
        try copy(stored.all(names), to: parameters.map(\.tensor))
        let notes = try stored.requiredNotes()
        try average.restore(stored.all(names, prefix: "average."))
        try adam.restore(stepCount: notes.adamSteps, names: names, from: stored.tensors)
        try muon?.restore(names: muonNames, from: stored.tensors)
        step = notes.step
        random = TrainingRandom(seed: notes.random)
    }

    /// The averaged weights in integers.
    public func exported(_ request: ExportRequest) throws -> Model? {
        try average.applied { try WaveletExport(model, plan.quantization).model(request) }
    }
}
