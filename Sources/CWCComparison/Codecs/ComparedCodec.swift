public import CWCImage

/// A codec as the comparison sees it: it makes files from pictures and pictures from files, at a
/// setting on a scale of its own.
public protocol ComparedCodec: Sendable {
    /// The name in options and tables: lower case, digits and hyphens.
    var name: String { get }
    /// What encodes and how, in a line for people.
    var summary: String { get }
    /// The settings that are swept, from the smallest file to the largest.
    var settings: [Double] { get }
    /// The distance of the settings that the codec tells apart, or finer than anyone needs.
    var settingStep: Double { get }

    /// A whole file, from an RGB picture without metadata.
    func encode(_ picture: RasterImage, setting: Double) throws(ComparisonError) -> [UInt8]
    /// The picture of a whole file.
    func decode(_ file: [UInt8]) throws(ComparisonError) -> RasterImage
    /// Where the file's bits went, as a grey picture of the same size; `nil` if the file does not
    /// say.
    func importance(of file: [UInt8]) throws(ComparisonError) -> RasterImage?
}

extension ComparedCodec {
    /// Whole numbers.
    public var settingStep: Double { 1 }

    /// Codecs without a map.
    public func importance(of file: [UInt8]) throws(ComparisonError) -> RasterImage? { nil }
}

/// Why a codec or a picture was left out, for people.
public struct ComparisonError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason, in one line.
    public let description: String

    /// An error from its reason.
    public init(_ description: String) {
        self.description = description
    }
}
