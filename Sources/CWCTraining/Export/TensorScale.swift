/// What the integers of a tensor mean: `real = (integer − zero) · step`.
public struct TensorScale: Hashable, Sendable {
    /// The real value of one.
    public var step: Double
    /// The integer that stands for 0.
    public var zero: Int16
    /// The integers that the tensor may hold.
    public var range: ClosedRange<Int16>

    /// Makes a scale from its parts.
    ///
    /// - Precondition: The step is positive, and zero lies within the range.
    public init(step: Double, zero: Int16 = 0, range: ClosedRange<Int16>) {
        precondition(step > 0 && step.isFinite && range.contains(zero))
        self.step = step
        self.zero = zero
        self.range = range
    }

    /// 8-bit samples for real values −1…1: `p = 127.5·x + 128`.
    public static let pixels = TensorScale(step: 1 / 127.5, zero: 128, range: 0...255)

    /// Code bits, 0 and 1.
    public static let bits = TensorScale(step: 1, range: 0...1)

    /// Logits with the given number of fraction bits, as wide as 16 bits allow. The importance
    /// network has 8 (Spec seed §6.5); of code logits only the sign counts.
    public static func logits(fractionBits: Int) -> TensorScale {
        TensorScale(step: 1 / Double(1 << fractionBits), range: .min ... .max)
    }
}

/// Bits for the magnitude of activations; a tensor that can be negative has a sign, too.
public struct ActivationBits: Hashable, Sendable {
    /// For tensors outside the bodies of residuals: the stream that the bodies add to.
    public var stream: Int
    /// For tensors within the bodies.
    public var branch: Int

    /// Makes a choice of widths, each in 1...15.
    public init(stream: Int, branch: Int) {
        precondition((1...15).contains(stream) && (1...15).contains(branch))
        self.stream = stream
        self.branch = branch
    }
}
