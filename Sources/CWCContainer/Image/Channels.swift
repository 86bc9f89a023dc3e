/// What the samples of a pixel are, in the order in which they are stored. Spec cwc §4.3.
public enum Channels: UInt8, CaseIterable, Hashable, Sendable {
    /// One sample, from black to white.
    case grey = 0
    /// Red, green, blue.
    case rgb = 1
    /// Grey, opacity.
    case greyAlpha = 2
    /// Red, green, blue, opacity.
    case rgbAlpha = 3

    /// Samples per pixel, 1 to 4.
    public var count: Int {
        switch self {
        case .grey: 1
        case .rgb: 3
        case .greyAlpha: 2
        case .rgbAlpha: 4
        }
    }

    /// Whether the last sample of a pixel is its opacity.
    public var hasAlpha: Bool { self == .greyAlpha || self == .rgbAlpha }

    /// Whether a pixel has red, green and blue.
    public var hasColor: Bool { self == .rgb || self == .rgbAlpha }

    /// The name that `dump` prints.
    public var name: String {
        switch self {
        case .grey: "grey"
        case .rgb: "rgb"
        case .greyAlpha: "grey_alpha"
        case .rgbAlpha: "rgb_alpha"
        }
    }
}

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
