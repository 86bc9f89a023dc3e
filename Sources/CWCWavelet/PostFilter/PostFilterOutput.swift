/// What is made of a colour around mid-grey and of the residual that the post-filter adds to it, both
/// in units of 1/16.
protocol PostFilterOutput {
    associatedtype Value: FixedWidthInteger & BitwiseCopyable & Sendable
    static func value(of colour: Int32, _ residual: Int32) -> Value
}

/// The sample, 0…255.
enum FilteredSample: PostFilterOutput {
    @inline(__always)
    static func value(of colour: Int32, _ residual: Int32) -> Int16 {
        // Far from 0 … 255 a residual makes no difference, and the sum stays in 32 bits.
        let colour = min(max(colour, -(1 << 24)), 1 << 24)
        return Int16(truncatingIfNeeded: min(max((colour + residual + 8) >> 4 + 128, 0), 255))
    }
}

/// The residual alone; more than 16 bits is more than there is from black to white.
enum FilterResidual: PostFilterOutput {
    @inline(__always)
    static func value(of colour: Int32, _ residual: Int32) -> Int16 { Int16(clamping: residual) }
}
