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

    /// The channels of which there are so many; nil but for 1 to 4.
    public init?(count: Int) {
        guard let channels = Self.allCases.first(where: { $0.count == count }) else { return nil }
        self = channels
    }

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

    /// Samples per pixel without opacity, 1 or 3.
    public var colorCount: Int { hasAlpha ? count - 1 : count }

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
