import CWCKernels
import Testing

/// One test a level, so that a level that this machine lacks is reported as skipped: the other tests
/// of kernels run on what there is.
@Suite struct InstructionSetTests {
    @Test func scalar() { expectTable(CWC_ISA_SCALAR, "scalar") }

    @Test(.needs(CWC_ISA_AVX2)) func avx2() { expectTable(CWC_ISA_AVX2, "avx2") }

    @Test(.needs(CWC_ISA_AVX512BW)) func avx512bw() {
        expectTable(CWC_ISA_AVX512BW, "avx512bw")
    }

    @Test(.needs(CWC_ISA_AVX512VNNI)) func avx512vnni() {
        expectTable(CWC_ISA_AVX512VNNI, "avx512vnni")
    }

    @Test(.needs(CWC_ISA_NEON)) func neon() { expectTable(CWC_ISA_NEON, "neon") }

    @Test(.needs(CWC_ISA_NEONDOT)) func neondot() { expectTable(CWC_ISA_NEONDOT, "neondot") }

    /// The level has the table of its name, and that does work when it is asked to.
    private func expectTable(_ level: cwc_isa, _ name: String) {
        let kernels = cwc_kernels_for(level)?.pointee
        #expect(kernels.map { String(cString: $0.name) } == name)
        #expect(cwc_isa_name(level).map { String(cString: $0) } == name)
        var shape = cwc_convolution()
        (shape.groups, shape.input_high) = (1, 255)
        let few = kernels?.multiply(&shape, 1) ?? 0
        let many = kernels?.multiply(&shape, 10) ?? 0
        #expect(few > 0 && many == 10 * few)
    }
}

extension Trait where Self == ConditionTrait {
    fileprivate static func needs(_ level: cwc_isa) -> Self {
        let name = cwc_isa_name(level).map { String(cString: $0) } ?? ""
        return .enabled("this machine has no \(name)") { cwc_kernels_for(level) != nil }
    }
}
