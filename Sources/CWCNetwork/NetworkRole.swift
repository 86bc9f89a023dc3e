/// The part that a network plays in a codec. Each codec family names its own.
public struct NetworkRole: Hashable, Sendable {
    /// The number by which model files know the role.
    public let code: UInt8
    /// The name in the specification, in messages and in training checkpoints, such as `post_filter`.
    public let name: String
    /// Whether there is such a network for each decomposition level, and not one for the model.
    public let isPerLevel: Bool

    /// Names a role. Codes are unique within a codec family.
    public init(code: UInt8, name: String, isPerLevel: Bool = false) {
        self.code = code
        self.name = name
        self.isPerLevel = isPerLevel
    }

    /// Roles are equal when their codes are.
    public static func == (a: NetworkRole, b: NetworkRole) -> Bool { a.code == b.code }

    /// Feeds the code.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension NetworkRole: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}
