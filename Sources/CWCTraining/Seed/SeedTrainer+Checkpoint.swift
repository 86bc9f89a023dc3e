import CWCSeed
public import CWCTorch

extension SeedTrainer {
    /// Everything that the rest of the run depends on.
    public func checkpoint() throws(TorchError) -> SafeTensors {
        let names = parameters.map(\.name)
        var tensors = parameters.map { (name: $0.name, tensor: $0.tensor) }
        tensors += zip(names, average.tensors).map { (name: "average.\($0)", tensor: $1) }
        tensors += adam.state(names: names)
        tensors += muon?.state(names: muonNames) ?? []
        if let maxima { tensors += try maxima.tensors() }
        var checkpoint = SafeTensors(
            tensors,
            metadata: [
                ("step", String(step)), ("adam_steps", String(try adam.stepCount)),
                ("random", String(random.state)),
                ("planes", String(plan.architecture.planes)),
                ("levels", String(plan.architecture.levels)),
                ("width_eighths", String(plan.architecture.widthEighths)),
            ])
        learned?.add(to: &checkpoint)
        return checkpoint
    }

    /// Continues where a checkpoint of the same plan stopped.
    public func restore(_ checkpoint: SafeTensors) throws(TorchError) {
        let stored = try StoredTensors(checkpoint, device: device)
        let notes = try stored.requiredNotes()
        let names = parameters.map(\.name)
        try copy(stored.all(names), to: parameters.map(\.tensor))
        try average.restore(stored.all(names, prefix: "average."))
        try adam.restore(stepCount: notes.adamSteps, names: names, from: stored.tensors)
        try muon?.restore(names: muonNames, from: stored.tensors)
        try learned?.restore(checkpoint)
        maxima = try SeedMaxima(checkpoint)
        step = notes.step
        random = TrainingRandom(seed: notes.random)
    }
}
