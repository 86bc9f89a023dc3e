import CWCTestSupport
import CWCTorch
import Testing

/// A scalar function of one tensor.
typealias ScalarFunction = @Sendable (Tensor) throws -> Tensor

/// The gradient of `function` by torch's backward pass, in double precision, as floats.
func gradient(of function: ScalarFunction, at values: [Float], shape: [Int]) throws -> [Float] {
    let x = try Tensor(values, shape: shape).to(.double)
    try x.requireGradient()
    try function(x).backward()
    return try #require(x.gradient).floats()
}

/// The gradient of `function` by central differences of half-width 2⁻¹⁰, in double precision.
///
/// - Precondition: `values` are multiples of 2⁻¹⁰ so small that the steps are exact as floats.
func differences(of function: ScalarFunction, at values: [Float], shape: [Int]) throws -> [Float] {
    let step: Float = 0x1p-10
    func value(_ index: Int, _ shift: Float) throws -> Double {
        var moved = values
        moved[index] += shift
        let result = try function(Tensor(moved, shape: shape).to(.double)).bytes()
        return result.withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
    }
    return try values.indices.map { index in
        Float((try value(index, step) - value(index, -step)) / Double(2 * step))
    }
}

/// Random multiples of 2⁻⁶ in −2 ... 2, none of them 0, where a rectifier has no derivative.
func coarseValues(_ count: Int, using random: inout SeededRandom) -> [Float] {
    (0..<count).map { _ in
        Float(Int.random(in: 1...128, using: &random)) / 64 * (Bool.random(using: &random) ? 1 : -1)
    }
}

func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    precondition(a.count == b.count, "two gradients of one tensor")
    return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
