/// Online logit adaptation: how the logits of one kind of decision, in a subband of a level, are off
/// in this picture. A gain, an offset and a weight of the neighbourhood error follow every decision.
/// Spec wavelet §4.4.
///
/// Each step goes against the gradient of the bits that the decision cost, so all three move towards
/// what would have made it cheaper. Sums and products wrap around: no picture takes them there, a
/// hostile file may.
struct LogitAdaptation {
    /// In units of 2⁻¹⁶; the offset beyond that of a logit.
    private var gain: Int32 = 1 << 16
    private var offset: Int32 = 0
    /// In units of 2⁻²⁰ of a logit.
    private var weight: Int32 = 3 << 20

    /// A logit −128…127 of a probability head, adapted.
    ///
    /// - Parameters:
    ///   - logit: The logit.
    ///   - neighbourhoodError: The neighbourhood error, in 1/256.
    ///   - correction: What else is known, in units of 2⁻¹⁶.
    /// - Returns: The logit under which the decision is coded, −128…127.
    @inline(__always)
    func adapted(
        _ logit: Int16, _ neighbourhoodError: Int32, correction: Int32 = 0
    ) -> Int {
        let sum =
            gain &* Int32(logit) &+ offset &+ (weight >> 12) &* neighbourhoodError &+ correction
        return Int(min(max((sum &+ 1 << 15) >> 16, -128), 127))
    }

    /// Learns from a decision whose probability of yes was estimated as `probability`, in units of
    /// 2⁻¹⁶.
    ///
    /// - Returns: The error of the estimate, in the same units.
    @inline(__always)
    mutating func learn(
        _ yes: Bool, probability: UInt32, logit: Int16, _ neighbourhoodError: Int32
    ) -> Int32 {
        let error = (yes ? 1 << 16 : 0) - Int32(probability)
        offset &+= error >> 2
        gain &+= (error &* Int32(logit)) >> 9
        weight &+= (error &* neighbourhoodError) >> 7
        return error
    }
}

/// The adaptations of a level: those of each subband's decisions.
///
/// Safe but for `subband`: the memory is its own and lives as long.
@safe final class LevelLogitAdaptation {
    private let values: UnsafeMutablePointer<LogitAdaptation>
    private static let count = WaveletGeometry.subbands * SymbolProbabilities.adaptedCount

    init() {
        unsafe values = .allocate(capacity: Self.count)
        unsafe values.initialize(repeating: LogitAdaptation(), count: Self.count)
    }

    deinit { unsafe values.deallocate() }

    /// Those of a subband.
    @inline(__always)
    func subband(_ subband: Int) -> UnsafeMutablePointer<LogitAdaptation> {
        unsafe values + subband * SymbolProbabilities.adaptedCount
    }
}
