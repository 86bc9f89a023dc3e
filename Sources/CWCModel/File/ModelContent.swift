package import CWCContainer
package import CWCNetwork

/// What a model file of one family holds beside name and note. A reader fills it section by section;
/// a codec fills it to have its file written.
///
/// The fields of a section are listed once, in a function over a `FieldVisitor`; `read` and `write`
/// both run it.
package protocol ModelContent: AnyObject {
    /// The family of the model.
    var family: any CodecFamily { get }
    /// The section of the specification that says what the networks must fit.
    var networkRules: String { get }
    /// The networks, each in its place.
    var networks: [NetworkPlace: IntegerNetwork] { get set }

    /// The role with this code; nil where the family has none.
    func role(_ code: UInt8) -> NetworkRole?

    /// Visits the fields of the description that are the family's own. Spec model §4.3.
    func readDescription(_ input: inout FieldReader) throws(FormatError)
    func writeDescription(_ output: inout FieldWriter)

    /// The sections of the family's own that are there.
    var sections: [ModelFile.SectionType] { get }

    /// Visits the payload of a section of the family's own.
    ///
    /// - Returns: Whether the family has such sections; where not, nothing was read.
    func read(
        _ type: ModelFile.SectionType, _ input: inout FieldReader
    ) throws(FormatError) -> Bool
    func write(_ type: ModelFile.SectionType, _ output: inout FieldWriter)

    /// The codec that the content makes.
    ///
    /// - Throws: What is missing, misplaced or does not fit.
    func makeCodec() throws(ModelError) -> any PictureCodec
}

/// Where a network stands in a model file: by role, then by decomposition level.
package struct NetworkPlace: Hashable, Sendable, Comparable {
    package let role: NetworkRole
    /// The level, 1 the finest; 0 where there is one network for the model.
    package let level: Int

    /// The place of a network.
    package init(_ role: NetworkRole, level: Int = 0) {
        self.role = role
        self.level = level
    }

    package static func < (a: NetworkPlace, b: NetworkPlace) -> Bool {
        (a.role.code, a.level) < (b.role.code, b.level)
    }
}

extension ModelContent {
    /// The network in a place.
    ///
    /// - Throws: That it is missing.
    package func network(
        _ role: NetworkRole, level: Int = 0
    ) throws(ModelError) -> IntegerNetwork {
        guard let network = networks[NetworkPlace(role, level: level)] else {
            throw ModelError(.missing, "\(role) network is missing")
        }
        return network
    }
}
