public import CWCNetwork

/// The four lifting steps of the CDF 9/7 wavelet in integers.
///
/// Each step adds to the samples at odd (or even) positions a weighted sum of their two neighbours,
/// rounded; taking the same away again undoes it exactly, whatever the rounding. Beyond the ends
/// stands the mirrored neighbour. The usual scaling of the subbands is left out: quantization steps
/// account for it.
public enum Lifting {
    /// α, β, γ, δ of the 9/7 wavelet in units of 2⁻¹².
    static let weights: [Int32] = [-6497, -217, 3616, 1817]

    /// A step for every machine. Instruction sets have faster ones with the same results.
    public static let plain = unsafe LiftingStep { target, a, b, count, weight, undo in
        for i in 0..<count {
            unsafe target[i] = lifted(target[i], a[i], b[i], weight, undo: undo)
        }
    }

    @inline(__always)
    private static func lifted(
        _ value: Int32, _ a: Int32, _ b: Int32, _ weight: Int32, undo: Bool
    ) -> Int32 {
        let change = (weight &* (a &+ b) &+ 1 << 11) >> 12
        return undo ? value &- change : value &+ change
    }

    /// Lifts a row of `count` even and `count` odd samples.
    static func row(
        even: UnsafeMutablePointer<Int32>, odd: UnsafeMutablePointer<Int32>, count: Int, undo: Bool,
        by step: LiftingStep
    ) {
        for index in undo ? [3, 2, 1, 0] : [0, 1, 2, 3] {
            let weight = weights[index]
            if index % 2 == 0 {
                let last = count - 1
                unsafe step(odd, even, even + 1, last, weight, undo: undo)
                unsafe odd[last] = lifted(odd[last], even[last], even[last], weight, undo: undo)
            } else {
                unsafe even[0] = lifted(even[0], odd[0], odd[0], weight, undo: undo)
                unsafe step(even + 1, odd, odd + 1, count - 1, weight, undo: undo)
            }
        }
    }
}
