/// How the logits of one kind of decision, those of a band of a level, are off in this picture: a
/// factor, an offset and a weight of errors nearby that follow every decision. Spec cwc §7.4.3.
///
/// It is the gradient of the bits that the decision cost, so all move towards what would have made
/// the decision cheaper. Sums and products wrap around: no picture takes them there, a hostile file
/// may.
struct LogitCorrection {
    /// In units of 2⁻¹⁶; the offset beyond that of an output of a head.
    private var factor: Int32 = 1 << 16
    private var offset: Int32 = 0
    /// In units of 2⁻²⁰ of an output.
    private var weight: Int32 = 3 << 20

    /// The output of a head, −128…127, corrected, when errors nearby come to `nearby`, in 1/256.
    @inline(__always)
    func corrected(_ logit: Int16, _ nearby: Int32) -> Int {
        let sum = factor &* Int32(logit) &+ offset &+ (weight >> 12) &* nearby
        return Int(min(max((sum &+ 1 << 15) >> 16, -128), 127))
    }

    /// Learns from a decision whose probability of yes was `probability`, in units of 2⁻¹⁶.
    ///
    /// - Returns: How far off that was, in the same units.
    @inline(__always)
    mutating func learn(
        _ yes: Bool, probability: UInt32, logit: Int16, _ nearby: Int32
    ) -> Int32 {
        let error = (yes ? 1 << 16 : 0) - Int32(probability)
        offset &+= error >> 2
        factor &+= (error &* Int32(logit)) >> 9
        weight &+= (error &* nearby) >> 7
        return error
    }
}

/// The corrections of a level: those of each band's decisions.
final class LevelCorrections {
    private let values: UnsafeMutablePointer<LogitCorrection>
    private static let count = BandGeometry.bands * SymbolForecast.correctedCount

    init() {
        values = .allocate(capacity: Self.count)
        values.initialize(repeating: LogitCorrection(), count: Self.count)
    }

    deinit { values.deallocate() }

    /// Those of a band.
    @inline(__always)
    func band(_ band: Int) -> UnsafeMutablePointer<LogitCorrection> {
        values + band * SymbolForecast.correctedCount
    }
}

/// What is foretold of one symbol: the logits of its decisions, and the corrections of its band.
struct SymbolForecast {
    /// Logits of the decisions, `stride` apart.
    let logits: UnsafePointer<Int16>
    let stride: Int
    /// One for each decision but `more`.
    let corrections: UnsafeMutablePointer<LogitCorrection>
    /// The probability of yes for each output −128…127.
    let probabilities: UnsafePointer<UInt16>
    /// Errors of its pass near it, in 1/256.
    let nearby: Int32

    /// Decisions whose logits are corrected.
    static let correctedCount = 4

    @inline(__always)
    func logit(_ decision: SymbolDecision) -> Int16 { logits[decision.rawValue * stride] }

    /// The logit under which a decision is coded.
    @inline(__always)
    func corrected(_ decision: SymbolDecision) -> Int {
        let logit = logit(decision)
        return decision == .more
            ? Int(logit) : corrections[decision.rawValue].corrected(logit, nearby(decision))
    }

    /// Errors that bear on a decision: those of magnitudes, and so not on a sign.
    @inline(__always)
    func nearby(_ decision: SymbolDecision) -> Int32 { decision == .positive ? 0 : nearby }

    /// The probability of yes under which a decision is coded.
    @inline(__always)
    func probability(_ decision: SymbolDecision) -> UInt32 {
        UInt32(probabilities[corrected(decision) + 128])
    }
}
