import CWCKernels

/// Instruction sets that the kernels are written for. All give the same results; they differ in
/// speed.
public enum KernelLevel: String, CaseIterable, Hashable, Sendable {
    /// Plain C, for every machine.
    case scalar
    /// x86-64 with AVX2.
    case avx2
    /// x86-64 with AVX-512 F and BW.
    case avx512bw
    /// x86-64 with AVX-512 VNNI as well.
    case avx512vnni
    /// 64-bit Arm.
    case neon
    /// 64-bit Arm with the dot product instructions.
    case neondot

    /// The levels that this build and this machine have, the later the faster.
    public static var available: [KernelLevel] { allCases.filter(\.isAvailable) }

    /// The fastest level that this machine has.
    public static var best: KernelLevel { available.last ?? .scalar }

    /// Whether this build and this machine have the level.
    public var isAvailable: Bool { table != nil }

    private var table: UnsafePointer<cwc_kernels>? {
        let level =
            switch self {
            case .scalar: CWC_LEVEL_SCALAR
            case .avx2: CWC_LEVEL_AVX2
            case .avx512bw: CWC_LEVEL_AVX512BW
            case .avx512vnni: CWC_LEVEL_AVX512VNNI
            case .neon: CWC_LEVEL_NEON
            case .neondot: CWC_LEVEL_NEONDOT
            }
        return cwc_kernels_for(level)
    }

    /// The functions of the level.
    ///
    /// - Precondition: The level is available.
    var kernels: cwc_kernels {
        guard let table else { preconditionFailure("this machine has no \(self) kernels") }
        return table.pointee
    }
}
