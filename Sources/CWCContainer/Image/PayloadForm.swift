/// How the importance map and the codes become bytes. Spec cwc §7.
public enum PayloadForm: UInt8, CaseIterable, Hashable, Sendable {
    /// Bits, one after the other.
    case packed = 0
    /// The same through DEFLATE.
    case deflate = 1
    /// Every decision under a probability of its own, by a range coder.
    case range = 2

    /// The name that `dump` prints.
    public var name: String {
        switch self {
        case .packed: "packed"
        case .deflate: "deflate"
        case .range: "range"
        }
    }
}
