public import CWCContainer
public import CWCImage
public import CWCNetwork

/// A model: the networks of one codec, and the name that image files know it by.
///
/// Values are immutable and hold only what has been checked. Spec model §3, §4.
public struct Model: Sendable {
    /// What the model says about itself.
    public let description: ModelDescription
    /// The model's ID, from the hash of its canonical bytes.
    public let id: ModelID
    /// What the model does with pictures.
    package let codec: any PictureCodec

    /// Names a codec. The ID is the hash of what the model's file will hold.
    ///
    /// - Throws: Where name or note are too long, the name disturbs a terminal, or the networks take too
    ///   much work.
    package init(
        description: ModelDescription, codec: any PictureCodec
    ) throws(ModelError) {
        try description.check()
        try codec.checkWork()
        self.init(
            description: description, codec: codec,
            id: ModelID(
                hashing: ModelFile.canonicalBytes(description, codec.makeContent())[...]))
    }

    /// Parts that have been checked.
    init(description: ModelDescription, codec: any PictureCodec, id: ModelID) {
        self.description = description
        self.codec = codec
        self.id = id
    }

    /// The number by which model files know the codec's family.
    public var family: UInt8 { codec.family.number }

    /// The name of the codec's family, such as `wavelet`.
    public var familyName: String { codec.family.name }

    /// What distinguishes models of the family, for people.
    public var facts: [ModelFact] { codec.facts }

    /// Whether the model can encode, too.
    public var encodes: Bool { codec.encodes }

    /// The most bits that a sample of its files can have.
    public var deepest: SampleDepth { codec.deepest }

    /// Whether more effort makes its files smaller.
    public var usesEffort: Bool { codec.usesEffort }

    /// Qualities for a rate–distortion curve: from barely usable to where most codecs' curves end.
    public var qualitySweep: [Double] { codec.qualitySweep }

    /// Every network, in the order of a model file.
    public var networks: [IntegerNetwork] { codec.networks }

    /// The same model, its networks run with another instruction set. Results are the same.
    ///
    /// - Precondition: The machine has it.
    public func using(_ instructions: InstructionSet) -> Model {
        Model(description: description, codec: codec.using(instructions), id: id)
    }
}

extension Model: Hashable {
    /// Models are equal when their files are.
    public static func == (a: Model, b: Model) -> Bool {
        a.id == b.id && a.fileBytes() == b.fileBytes()
    }

    /// Feeds the ID.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// A number that distinguishes models of one family, such as how many levels its wavelet has.
public struct ModelFact: Hashable, Sendable {
    /// A name in the style of a field.
    public let name: String
    /// What is counted.
    public let value: Int

    /// A fact from its parts.
    public init(_ name: String, _ value: Int) {
        self.name = name
        self.value = value
    }
}
