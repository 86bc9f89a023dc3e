import CWCTorch

extension TrainingTask {
    /// The averaged parameters alone, as bfloat16, with the notes of the checkpoint: an eighth of
    /// it, enough to export from.
    public func weights() throws -> SafeTensors {
        let checkpoint = try checkpoint()
        let prefix = "average."
        return SafeTensors(
            try checkpoint.tensors.filter { $0.name.hasPrefix(prefix) }.map {
                (String($0.name.dropFirst(prefix.count)), try $0.tensor.to(.bfloat16))
            }, metadata: checkpoint.metadata)
    }
}
