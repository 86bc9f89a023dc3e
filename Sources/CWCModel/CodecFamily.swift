package import CWCContainer
package import CWCImage
package import CWCNetwork

/// A codec family: a way to code pictures with networks, of which there can be many models.
///
/// This file is the only place where the rest of the house meets a family. `CWCFamilies` lists them;
/// nothing else asks which one it has. Protocols are class-bound and their methods not generic, so
/// that they also compile without the Swift runtime's metadata.
package protocol CodecFamily: AnyObject, Sendable {
    /// The number by which model files know the family.
    var number: UInt8 { get }
    /// A name for people, such as `wavelet`.
    var name: String { get }

    /// The empty content of a model file of the family, to be filled by a reader.
    func makeContent() -> any ModelContent
}

/// The codec that a model makes: its networks and tables, and what they do with pictures.
package protocol PictureCodec: AnyObject, Sendable {
    /// The family that it belongs to.
    var family: any CodecFamily { get }
    /// Every network, in the order of a model file.
    var networks: [IntegerNetwork] { get }
    /// Products of all its convolutions for each pixel of a padded picture. Spec model §4.8.
    var multiplyAddsPerPixel: Double { get }
    /// What distinguishes models of the family, for people.
    var facts: [ModelFact] { get }
    /// Whether it can encode, too.
    var encodes: Bool { get }
    /// The most bits that a sample can have.
    var deepest: SampleDepth { get }
    /// Whether more effort makes its files smaller.
    var usesEffort: Bool { get }
    /// Qualities for a rate–distortion curve: from barely usable to where most codecs' curves end.
    var qualitySweep: [Double] { get }

    /// The same codec, its networks run with another instruction set. Results are the same.
    func using(_ instructions: InstructionSet) -> any PictureCodec

    /// The content of the model's file.
    func makeContent() -> any ModelContent

    /// Refuses a header whose payload form, quality or depth the family does not have.
    ///
    /// - Throws: `unsupportedFeature` or `badValue`.
    func check(_ header: ImageHeader) throws(FormatError)

    /// Pixels of a part with its padding: what the work on it grows with.
    func paddedArea(_ part: PartFormat) -> UInt64

    /// The memory that decoding a part takes.
    func decodingPlan(_ part: PartFormat, _ options: ReconstructionOptions) -> PartPlan

    /// The importance map of a part; nil where it is even.
    ///
    /// - Throws: `badPayload` or `badDeflate`.
    func importanceMap(
        of payloads: CodedPayloads, _ part: PartFormat
    ) throws(FormatError) -> ImportanceMap?

    /// Decodes a region of a part, whole or at a fraction of its size, from no more of its payloads
    /// than that takes.
    ///
    /// - Parameters:
    ///   - payloads: The coded part.
    ///   - part: Its format.
    ///   - options: What is wanted, and how to work.
    ///   - observer: Is told of every stage that begins.
    ///   - onFault: Is told of streams that are missing, and of those at fault if damage is tolerated.
    ///   - body: Takes the rows of the region from the top, `[width, 3]` samples R, G, B at the
    ///     depth of the part.
    /// - Throws: `badPayload` or `badDeflate`, perhaps when rows have been handed out;
    ///   `unsupportedFeature` where the family cannot reduce pictures as asked.
    func decode(
        _ payloads: CodedPayloads, _ part: PartFormat, _ options: ReconstructionOptions,
        observer: CodingStage.Observer?, onFault: (StreamFault) -> Void,
        _ body: (_ y: Int, _ colours: Span<Int16>) -> Void
    ) throws(FormatError)

    /// Decodes the payloads of a part, and makes no pixel.
    ///
    /// - Throws: As `decode` does.
    func check(
        _ payloads: CodedPayloads, _ part: PartFormat, threads: Int
    ) throws(FormatError)

    /// What encodes with these options.
    ///
    /// - Throws: What the model cannot do.
    func partEncoder(
        _ options: EncodingOptions, model: ModelID
    ) throws(EncodingError) -> any PartEncoder
}

extension PictureCodec {
    /// Refuses networks that nobody could wait for.
    ///
    /// - Throws: `limitExceeded`. Spec model §4.8.
    func checkWork() throws(ModelError) {
        let limit = NetworkLimits.multiplyAddsPerPixel
        guard multiplyAddsPerPixel <= Double(limit) else {
            throw ModelError(
                .limitExceeded,
                "the networks take more than \(limit) multiply-adds a pixel")
        }
    }
}

/// Encodes parts of pictures with the options of one encoder.
package protocol PartEncoder: AnyObject, Sendable {
    /// Is told a row of the picture, `[width, 3]` samples R, G, B, and what it will be decoded to.
    typealias DecodedRow = (_ source: Span<UInt16>, _ decoded: Span<Int16>) -> Void

    /// Bytes that encoding takes.
    func peakByteCount(width: Int, height: Int, depth: SampleDepth) -> Int

    /// Encodes a part, given as a picture of its own.
    ///
    /// - Parameters:
    ///   - source: The colours of the part.
    ///   - observer: Is told of every stage that begins.
    ///   - decoded: Is told what the rows will be decoded to, from the top; nil where nobody asks.
    /// - Returns: What is stored; nil where the source could not be read.
    func encode(
        _ source: any ColourSource, observer: CodingStage.Observer?, decoded: DecodedRow?
    ) -> EncodedPayloads?
}

/// What is stored of an encoded part.
package struct EncodedPayloads {
    /// The payloads.
    package let coded: CodedPayloads
    /// How many bytes of them are the importance map.
    package let importanceByteCount: Int

    /// Payloads, of which so many bytes are the importance map.
    package init(coded: CodedPayloads, importanceByteCount: Int) {
        self.coded = coded
        self.importanceByteCount = importanceByteCount
    }
}
