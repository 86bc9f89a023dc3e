/// What moves the weights of convolutions.
public enum ConvolutionOptimizer: String, CaseIterable, Hashable, Sendable {
    /// ``Adam``, as all other parameters.
    case adam
    /// ``Muon``.
    case muon
}
