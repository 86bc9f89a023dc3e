package import CWCTorch

/// A checkpoint's tensors on a device, by name: what a task restores itself from.
package struct StoredTensors {
    /// By name.
    package let tensors: [String: Tensor]
    /// Steps done, steps of the optimizer, and the state of the random numbers.
    let notes: Notes?

    struct Notes {
        let step: Int
        let adamSteps: Int
        let random: UInt64
    }

    /// Moves the tensors of a checkpoint to a device.
    package init(_ checkpoint: SafeTensors, device: Device) throws(TorchError) {
        var tensors: [String: Tensor] = [:]
        for (name, tensor) in checkpoint.tensors { tensors[name] = try tensor.to(device) }
        self.tensors = tensors
        if let step = checkpoint.note("step").flatMap(Int.init),
            let adamSteps = checkpoint.note("adam_steps").flatMap(Int.init),
            let random = checkpoint.note("random").flatMap(UInt64.init)
        {
            notes = Notes(step: step, adamSteps: adamSteps, random: random)
        } else {
            notes = nil
        }
    }

    /// The notes of a run's checkpoint.
    func requiredNotes() throws(TorchError) -> Notes {
        guard let notes else {
            throw TorchError("no checkpoint of a training run: its notes are missing")
        }
        return notes
    }

    /// The tensors of these names, each behind a prefix.
    package func all(_ names: [String], prefix: String = "") throws(TorchError) -> [Tensor] {
        try names.map { (name) throws(TorchError) in
            guard let tensor = tensors[prefix + name] else {
                throw TorchError("the checkpoint has no tensor '\(prefix)\(name)'")
            }
            return tensor
        }
    }
}
