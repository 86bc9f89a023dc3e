public import CWCTorch

/// A tensor that training changes, with the name under which it is stored.
public struct Parameter {
    public let name: String
    public let tensor: Tensor
}
