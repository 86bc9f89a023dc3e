import CWCKernels

/// Instruction sets that the kernels are written for. All give the same results; they differ in
/// speed.
public enum InstructionSet: String, CaseIterable, Hashable, Sendable {
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

    /// Those that this build and this machine have, the later the faster.
    public static var available: [InstructionSet] { allCases.filter(\.isAvailable) }

    /// The fastest that this machine has.
    public static var best: InstructionSet { available.last ?? .scalar }

    /// Whether this build and this machine have it.
    public var isAvailable: Bool { table != nil }

    private var table: cwc_kernels? {
        let isa =
            switch self {
            case .scalar: CWC_ISA_SCALAR
            case .avx2: CWC_ISA_AVX2
            case .avx512bw: CWC_ISA_AVX512BW
            case .avx512vnni: CWC_ISA_AVX512VNNI
            case .neon: CWC_ISA_NEON
            case .neondot: CWC_ISA_NEONDOT
            }
        // The tables are constants of the library.
        return unsafe cwc_kernels_for(isa)?.pointee
    }

    /// The kernels.
    ///
    /// - Precondition: The instruction set is available.
    var kernels: cwc_kernels {
        guard let table else { preconditionFailure("this machine has no \(self) kernels") }
        return table
    }
}
