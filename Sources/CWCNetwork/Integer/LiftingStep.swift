import CWCKernels

/// One step of lifting on a line: `target[i] ± (weight · (a[i] + b[i]) + 2¹¹) >> 12` for `count`
/// samples, modulo 2³². `a` and `b` may be the same line.
public typealias LiftingStep =
    @Sendable (
        _ target: UnsafeMutablePointer<Int32>, _ a: UnsafePointer<Int32>, _ b: UnsafePointer<Int32>,
        _ count: Int, _ weight: Int32, _ undo: Bool
    ) -> Void

extension InstructionSet {
    /// The lifting step in this instruction set. Results are the same for all.
    package var liftingStep: LiftingStep {
        let lift = kernels.lift
        return { target, a, b, count, weight, undo in
            lift?(target, a, b, count, weight, undo ? 1 : 0)
        }
    }
}
