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
    /// What distinguishes models of the family, for people.
    var facts: [ModelFact] { get }
    /// Whether it can encode, too.
    var encodes: Bool { get }
    /// Whether more effort makes its files smaller.
    var usesEffort: Bool { get }
    /// Qualities for a rate–distortion curve: from barely usable to where most codecs' curves end.
    var qualitySweep: [Double] { get }

    /// The same codec, its networks run with another instruction set. Results are the same.
    func using(_ instructions: InstructionSet) -> any PictureCodec

    /// The content of the model's file.
    func makeContent() -> any ModelContent

    /// Refuses a header whose payload form or quality the family does not have.
    ///
    /// - Throws: `unsupportedFeature` or `badValue`.
    func check(_ header: ImageHeader) throws(FormatError)

    /// The memory that decoding a part takes.
    func decodingPlan(_ part: PartFormat, threads: Int) -> PartPlan

    /// The importance map of a part; nil where it is even.
    ///
    /// - Throws: `badPayload` or `badDeflate`.
    func importanceMap(
        of payloads: CodedPayloads, _ part: PartFormat
    ) throws(FormatError) -> ImportanceMap?

    /// Decodes the payloads of a part, and makes no pixel yet.
    ///
    /// - Throws: `badPayload` or `badDeflate`.
    func decode(
        _ payloads: CodedPayloads, _ part: PartFormat, threads: Int
    ) throws(FormatError) -> any DecodedPart

    /// Decodes a part at a fraction of its size, from no more of its payloads than that takes.
    ///
    /// - Parameters:
    ///   - payloads: The coded part.
    ///   - part: Its format.
    ///   - exponent: Rows and columns are divided by 2 to the power of it, 1 … 4, and rounded up.
    ///   - threads: Threads that may work.
    /// - Returns: `[rows, columns, 3]` samples R, G, B, 0 … 255.
    /// - Throws: `badPayload`; `unsupportedFeature` where the family cannot do it.
    func decodeReduced(
        _ payloads: CodedPayloads, _ part: PartFormat, by exponent: Int, threads: Int
    ) throws(FormatError) -> [Int16]

    /// What encodes with these options.
    ///
    /// - Throws: What the model cannot do.
    func partEncoder(
        _ options: EncodingOptions, model: ModelID
    ) throws(EncodingError) -> any PartEncoder
}

/// A part of a picture whose payloads have been decoded.
package protocol DecodedPart: AnyObject {
    /// Makes the pixels, row by row from the top.
    ///
    /// - Parameters:
    ///   - alpha: `[height, width]` samples, if and only if there is alpha.
    ///   - options: Number of threads, and height of strips; the result depends on neither.
    ///   - observer: Is told of every stage that begins.
    ///   - body: Takes a row of `[width, channels]` samples.
    func rows(
        alpha: [UInt8]?, _ options: ReconstructionOptions, observer: CodingStage.Observer?,
        _ body: (_ y: Int, _ row: ArraySlice<UInt8>) -> Void)
}

/// Encodes parts of pictures with the options of one encoder.
package protocol PartEncoder: AnyObject, Sendable {
    /// Bytes that encoding takes.
    func peakByteCount(for image: RasterImage) -> Int

    /// Encodes a part, given as a picture of its own.
    func encode(_ image: RasterImage, observer: CodingStage.Observer?) -> any EncodedPart
}

/// An encoded part of a picture.
package protocol EncodedPart: AnyObject {
    /// What is stored, and how many bytes of it are the importance map.
    var payloads: (coded: CodedPayloads, importanceByteCount: Int) { get }

    /// What the payloads decode to, row by row from the top.
    func rows(observer: CodingStage.Observer?, _ body: (ArraySlice<UInt8>) -> Void)
}
