internal import CWCFigures
public import CWCTorch
public import CWCTraining

/// A learned optimizer as a file: safetensors, its design in the metadata.
extension LearnedOptimizer {
    /// The file's contents. `tensors` stand in for the parameters where they are given.
    public func file(
        _ tensors: [Tensor]? = nil, notes: [(name: String, value: String)] = []
    ) -> SafeTensors {
        let values = tensors ?? parameters.map(\.tensor)
        return SafeTensors(
            zip(parameters, values).map { ($0.name, $1) },
            metadata: [("kind", Self.fileKind), ("design", design.json.serialized)] + notes)
    }

    /// Reads a file.
    ///
    /// - Throws: That it is none of a learned optimizer, or lacks a tensor.
    public convenience init(_ file: SafeTensors) throws(TorchError) {
        guard file.note("kind") == Self.fileKind, let text = file.note("design") else {
            throw TorchError("no file of a learned optimizer")
        }
        let design: OptimizerDesign
        do {
            var reader = try ConfigReader(JSON(parsing: text.utf8), path: "design")
            design = try OptimizerDesign(parsing: &reader)
        } catch { throw TorchError("\(error)") }
        try self.init(design)
        for parameter in parameters {
            guard let value = file[parameter.name], value.shape == parameter.tensor.shape else {
                throw TorchError("'\(parameter.name)' is missing or has another shape")
            }
            try copy([value], to: [parameter.tensor])
        }
    }

    private static let fileKind = "learned-optimizer"
}
