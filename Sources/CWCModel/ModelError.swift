/// Why parts do not make a model. Spec model §3, §4.3.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Kinds of faults.
    public enum Kind: Hashable, Sendable {
        /// A part is not there.
        case missing
        /// A part does not belong there.
        case misplaced
        /// Parts contradict each other or the family.
        case contradiction
        /// The networks take more work than is allowed. Spec model §4.8.
        case limitExceeded
    }

    /// What is wrong.
    public var kind: Kind
    /// The same, in words.
    public var description: String

    /// An error from its parts.
    public init(_ kind: Kind = .contradiction, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

/// States a rule about the parts of a model.
package func require(
    _ condition: Bool, _ description: @autoclosure () -> String
) throws(ModelError) {
    guard condition else { throw ModelError(.contradiction, description()) }
}
