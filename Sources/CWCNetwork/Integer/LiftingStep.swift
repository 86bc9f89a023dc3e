import CWCKernels

/// One step of lifting on a line: `target[i] ± (weight · (a[i] + b[i]) + 2¹¹) >> 12` for `count`
/// samples, modulo 2³². `a` and `b` may be the same line.
///
/// To have one is safe; to call it is not, as it does not know how long lines are.
@safe public struct LiftingStep: Sendable {
    /// What a step does.
    public typealias Body =
        @Sendable (
            _ target: UnsafeMutablePointer<Int32>, _ a: UnsafePointer<Int32>,
            _ b: UnsafePointer<Int32>, _ count: Int, _ weight: Int32, _ undo: Bool
        ) -> Void

    private let body: Body

    /// A step that does what `body` does.
    public init(_ body: @escaping Body) { unsafe self.body = body }

    /// Takes the step.
    public func callAsFunction(
        _ target: UnsafeMutablePointer<Int32>, _ a: UnsafePointer<Int32>,
        _ b: UnsafePointer<Int32>, _ count: Int, _ weight: Int32, undo: Bool
    ) {
        unsafe body(target, a, b, count, weight, undo)
    }
}

extension InstructionSet {
    /// The lifting step in this instruction set. Results are the same for all.
    package var liftingStep: LiftingStep {
        let lift = unsafe kernels.lift
        return unsafe LiftingStep { target, a, b, count, weight, undo in
            unsafe lift?(target, a, b, count, weight, undo ? 1 : 0)
        }
    }
}
