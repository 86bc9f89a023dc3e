import CWCImage

/// How samples of a depth become colours around mid-grey, in units of 1/16 of a grey level of 8 bits,
/// and how these become samples. Spec wavelet §8.2.
struct SampleScale: Sendable {
    /// Bits that a colour has more than a sample: 4, 2 or 0.
    private let shift: Int32
    private let rounding: Int32
    private let middle: Int32
    private let white: Int32

    /// The scale of a depth of at most 12 bits.
    init(_ depth: SampleDepth) {
        shift = 12 - Int32(depth.bits)
        rounding = (1 << shift) >> 1
        middle = 1 << Int32(depth.bits - 1)
        white = Int32(depth.maximum)
    }

    /// The colour of a sample.
    @inline(__always)
    func colour(_ sample: some FixedWidthInteger & UnsignedInteger) -> Int32 {
        (Int32(truncatingIfNeeded: sample) &- middle) &<< shift
    }

    /// The sample that is nearest to a colour below 2³⁰ in magnitude.
    @inline(__always)
    func sample(_ colour: Int32) -> Int16 {
        Int16(
            truncatingIfNeeded: min(max((colour &+ rounding) &>> shift &+ middle, 0), white))
    }
}
