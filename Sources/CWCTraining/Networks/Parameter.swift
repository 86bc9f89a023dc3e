public import CWCTorch

/// A tensor that training changes, with the name under which it is stored.
public struct Parameter {
    /// Unique within a model, such as `synthesis.3.weight`.
    public let name: String
    /// What the optimizer changes in place.
    public let tensor: Tensor

    /// A parameter from its parts.
    package init(name: String, tensor: Tensor) {
        self.name = name
        self.tensor = tensor
    }
}
