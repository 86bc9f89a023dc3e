public import CWCDecoder
import CWCEncoder
public import CWCImage

/// This project's codec with one model, on one thread.
public struct CWCCodec: ComparedCodec {
    /// The name in options and tables.
    public let name: String
    /// What encodes and how, in a line for people.
    public let summary: String
    /// The settings that are swept, from the smallest file to the largest.
    public let settings: [Double]
    /// A quarter of a point of the quality.
    public let settingStep = 0.25
    private let model: Model
    private let effort: Int

    /// The codec with a model.
    ///
    /// - Parameters:
    ///   - model: It must be able to encode, else every picture fails.
    ///   - effort: That of encoding, or nil for the usual one.
    ///   - name: The name in tables.
    public init(model: Model, effort: Int? = nil, name: String = "cwc") {
        self.model = model
        self.effort = effort ?? EncodingOptions().effort
        self.name = name
        settings = model.qualitySweep
        summary =
            "cwc, model \(model.id)" + (model.usesEffort ? ", effort \(self.effort)" : "")
            + "; quality"
    }

    /// A whole file, from an RGB picture without metadata.
    public func encode(
        _ picture: RasterImage, setting: Double
    ) throws(ComparisonError) -> [UInt8] {
        do {
            let options = EncodingOptions(quality: setting, effort: effort)
            return try ImageEncoder(model: model, options: options).encode(picture)
                .bytes
        } catch { throw ComparisonError("\(error)") }
    }

    /// The picture of a whole file.
    public func decode(_ file: [UInt8]) throws(ComparisonError) -> RasterImage {
        do {
            return try ImageDecoder(file).decode { $0 == model.id ? model : nil }
        } catch { throw ComparisonError("\(error)") }
    }

    /// The importance map of a file in the size of its picture; nil where it has none.
    public func importance(of file: [UInt8]) throws(ComparisonError) -> RasterImage? {
        do {
            let decoder = try ImageDecoder(file)
            return try decoder.importanceMap(models: { $0 == model.id ? model : nil })?.image(
                width: decoder.header.width, height: decoder.header.height)
        } catch { throw ComparisonError("\(error)") }
    }
}
