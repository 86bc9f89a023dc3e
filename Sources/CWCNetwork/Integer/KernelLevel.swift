import CWCKernels

/// Instruction sets that the kernels are written for. All give the same results; they differ in
/// speed.
public enum KernelLevel: String, CaseIterable, Hashable, Sendable {
    /// Plain C, for every machine.
    case scalar

    /// The fastest level that this machine has.
    public static var best: KernelLevel { allCases.last(where: \.isAvailable) ?? .scalar }

    /// Whether this build and this machine have the level.
    public var isAvailable: Bool { table != nil }

    private var table: UnsafePointer<cwc_kernels>? {
        switch self {
        case .scalar: cwc_kernels_for(CWC_LEVEL_SCALAR)
        }
    }

    /// The functions of the level.
    ///
    /// - Precondition: The level is available.
    var kernels: cwc_kernels {
        guard let table else { preconditionFailure("this machine has no \(self) kernels") }
        return table.pointee
    }
}
