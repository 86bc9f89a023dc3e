/// What is made of a colour around mid-grey and of the residual that the post-filter adds to it, both
/// in units of 1/16.
protocol PostFilterOutput: Sendable {
    associatedtype Value: FixedWidthInteger & BitwiseCopyable & Sendable
    func value(of colour: Int32, _ residual: Int32) -> Value
}

/// The sample at a depth.
struct FilteredSample: PostFilterOutput {
    /// The depth.
    let scale: SampleScale

    @inline(__always)
    func value(of colour: Int32, _ residual: Int32) -> Int16 {
        // Far from black and white a residual makes no difference, and the sum stays in 32 bits.
        scale.sample(min(max(colour, -(1 << 24)), 1 << 24) &+ residual)
    }
}

/// The residual alone; more than 16 bits is more than there is from black to white.
struct FilterResidual: PostFilterOutput {
    @inline(__always)
    func value(of colour: Int32, _ residual: Int32) -> Int16 { Int16(clamping: residual) }
}
