/// The four lifting steps of the CDF 9/7 wavelet in integers.
///
/// Each step adds to the samples at odd (or even) positions a weighted sum of their two neighbours,
/// rounded; taking the same away again undoes it exactly, whatever the rounding. Beyond the ends
/// stands the mirrored neighbour. The usual scaling of the bands is left out: quantization steps
/// account for it.
enum Lifting {
    /// α, β, γ, δ of the 9/7 wavelet in units of 2⁻¹².
    static let weights: [Int32] = [-6497, -217, 3616, 1817]
    static let shift: Int32 = 12

    /// `target[i] ± (weight · (a[i] + b[i]) + 2¹¹) >> 12` for `count` samples.
    @inline(__always)
    static func add(
        _ target: UnsafeMutablePointer<Int32>, _ a: UnsafePointer<Int32>,
        _ b: UnsafePointer<Int32>, _ count: Int, _ weight: Int32, undo: Bool
    ) {
        let half: Int32 = 1 << (shift - 1)
        if undo {
            for i in 0..<count {
                target[i] &-= (weight &* (a[i] &+ b[i]) &+ half) >> shift
            }
        } else {
            for i in 0..<count {
                target[i] &+= (weight &* (a[i] &+ b[i]) &+ half) >> shift
            }
        }
    }

    /// Lifts `count` even and `count` odd lines, each of `length` samples and `length` apart: one
    /// line of a picture is a row (vertical lifting) or, with `length` 1, a sample (horizontal).
    @inline(__always)
    static func run(
        even: UnsafeMutablePointer<Int32>, odd: UnsafeMutablePointer<Int32>, count: Int,
        length: Int, undo: Bool
    ) {
        let last = (count - 1) * length
        for index in undo ? [3, 2, 1, 0] : [0, 1, 2, 3] {
            let weight = weights[index]
            if index % 2 == 0 {
                add(odd, even, even + length, last, weight, undo: undo)
                add(odd + last, even + last, even + last, length, weight, undo: undo)
            } else {
                add(even, odd, odd, length, weight, undo: undo)
                add(even + length, odd, odd + length, last, weight, undo: undo)
            }
        }
    }
}
