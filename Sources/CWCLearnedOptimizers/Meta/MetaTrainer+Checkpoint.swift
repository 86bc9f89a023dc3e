public import CWCTorch
public import CWCTraining

extension MetaTrainer {
    /// Everything that the rest of the meta-training depends on, the episode that is under way
    /// included.
    public func checkpoint() throws(TorchError) -> SafeTensors {
        let parameters = optimizer.parameters
        let names = parameters.map(\.name)
        var tensors = parameters.map { (name: $0.name, tensor: $0.tensor) }
        tensors += adam.state(names: names)
        var notes = [
            ("update", String(update)), ("adam_steps", String(try adam.stepCount)),
            ("random", String(random.state)),
        ]
        if let best {
            tensors += zip(names, best.parameters).map { (name: "best.\($0)", tensor: $1) }
            notes += [("best_score", String(best.score)), ("best_update", String(best.update))]
        }
        if let episode {
            notes.append(("episode_step", String(episode.step)))
            tensors += [
                ("episode.parameters", episode.parameters), ("episode.losses", episode.losses),
                ("episode.gradient", episode.gradient),
            ]
            tensors += episode.task.enumerated().map { ("episode.task\($0)", $1) }
            tensors += episode.state.tensors.enumerated().map { ("episode.state\($0)", $1) }
        }
        return SafeTensors(tensors, metadata: notes)
    }

    /// Continues where a checkpoint of the same plan stopped.
    public func restore(_ checkpoint: SafeTensors) throws(TorchError) {
        func number<Number: LosslessStringConvertible>(_ name: String) throws(TorchError) -> Number
        {
            guard let value = checkpoint.note(name).flatMap({ Number($0) }) else {
                throw TorchError("no checkpoint of a meta-training: it has no '\(name)'")
            }
            return value
        }
        let stored = try StoredTensors(checkpoint, device: .cpu)
        let names = optimizer.parameters.map(\.name)
        try copy(stored.all(names), to: optimizer.parameters.map(\.tensor))
        try adam.restore(
            stepCount: number("adam_steps"), names: names, from: stored.tensors)
        update = try number("update")
        random = TrainingRandom(seed: try number("random"))
        best = nil
        if checkpoint.note("best_score") != nil {
            best = Best(
                score: try number("best_score"), update: try number("best_update"),
                parameters: try stored.all(names, prefix: "best."))
        }
        episode = nil
        guard checkpoint.note("episode_step") != nil else { return }
        func numbered(_ prefix: String, _ count: Int) throws(TorchError) -> [Tensor] {
            try stored.all((0..<count).map(String.init), prefix: prefix)
        }
        let fresh = try optimizer.begin(
            instances: training.instances, coordinates: problem.parameterCount)
        let taskCount = stored.tensors.keys.count { $0.hasPrefix("episode.task") }
        let all = try stored.all(["parameters", "losses", "gradient"], prefix: "episode.")
        episode = Episode(
            step: try number("episode_step"), parameters: all[0],
            task: try numbered("episode.task", taskCount), losses: all[1], gradient: all[2],
            state: fresh.replacing(try numbered("episode.state", fresh.tensors.count)))
    }
}
