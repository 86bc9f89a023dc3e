/// What a model says about itself. Spec model §4.3.
public struct ModelDescription: Hashable, Sendable {
    /// A short name for people, such as `seed`.
    public var name: String
    /// The family of networks, 1 or 2.
    public var family: UInt8
    /// Binary code planes, n; family 2 has none, 0.
    public var planes: Int
    /// Levels of the importance map, L, in family 1; of the wavelet transform in family 2.
    public var levels: Int
    /// How the model was made, for people.
    public var note: String

    /// Makes a description from its parts.
    public init(name: String, family: UInt8 = 1, planes: Int, levels: Int, note: String = "") {
        self.name = name
        self.family = family
        self.planes = planes
        self.levels = levels
        self.note = note
    }
}

/// How large a description may be. Spec model §4.3.
enum DescriptionLimits {
    static let planes = NetworkLimits.channels
    /// A level fits a byte.
    static let levels = 256
    /// UTF-8 bytes of a name.
    static let name = 64
    /// UTF-8 bytes of a note.
    static let note = 4096
}
