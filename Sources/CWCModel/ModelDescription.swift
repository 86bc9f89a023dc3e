/// What a model says about itself, for people. Spec model §4.3.
public struct ModelDescription: Hashable, Sendable {
    /// A short name, such as `main`.
    public var name: String
    /// How the model was made.
    public var note: String

    /// Makes a description from its parts.
    public init(name: String, note: String = "") {
        self.name = name
        self.note = note
    }

    /// UTF-8 bytes of a name and of a note. Spec model §4.3.
    static let nameLengths = 1...64
    static let noteLengths = 0...4096

    func check() throws(ModelError) {
        try require(
            Self.nameLengths.contains(name.utf8.count), "the name has \(name.utf8.count) bytes")
        try require(Self.isPrintable(name), "the name has a control character")
        try require(
            Self.noteLengths.contains(note.utf8.count), "the note has \(note.utf8.count) bytes")
    }

    /// Whether no character of a name would disturb a terminal.
    static func isPrintable(_ name: String) -> Bool {
        name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
