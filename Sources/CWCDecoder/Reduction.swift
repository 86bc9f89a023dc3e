/// A fraction of a picture's size. Spec wavelet §8.3.
public enum Reduction: Int, CaseIterable, Hashable, Sendable {
    case full = 1
    case half = 2
    case quarter = 4
    case eighth = 8
    case sixteenth = 16

    /// The size is divided by 2 to the power of it.
    var exponent: Int { rawValue.trailingZeroBitCount }

    /// Rows (or columns) of the reduced picture for `size` rows (or columns).
    public func reduced(_ size: Int) -> Int { (size + rawValue - 1) / rawValue }
}
