public import CWCImage
import CWCImageIO

/// A codec of ``CWCImageIO``, run within the process.
public struct FileCodec: ComparedCodec {
    /// The name in options and tables.
    public let name: String
    /// What encodes and how, in a line for people.
    public let summary: String
    /// The settings that are swept, from the smallest file to the largest.
    public let settings: [Double]
    /// The distance of settings that the codec tells apart.
    public let settingStep: Double
    private let encoding: @Sendable (_ setting: Double) -> ImageEncoding

    init(
        _ name: String, _ summary: String, settings: [Double], step: Double = 1,
        encoding: @escaping @Sendable (_ setting: Double) -> ImageEncoding
    ) {
        self.name = name
        self.summary = summary
        self.settings = settings
        settingStep = step
        self.encoding = encoding
    }

    /// A whole file, from an RGB picture without metadata.
    public func encode(
        _ picture: RasterImage, setting: Double
    ) throws(ComparisonError) -> [UInt8] {
        do { return try encodeImage(picture, as: encoding(setting)) } catch {
            throw ComparisonError("\(error)")
        }
    }

    /// The picture of a whole file.
    public func decode(_ file: [UInt8]) throws(ComparisonError) -> RasterImage {
        do { return try decodeImage(bytes: file) } catch { throw ComparisonError("\(error)") }
    }
}

extension FileCodec {
    private static let qualities: [Double] = [1, 3, 5, 8, 13, 22, 35, 52, 70, 82]

    /// Baseline JPEG by libjpeg-turbo, 4:2:0, Huffman tables of the picture's own.
    public static let jpeg = FileCodec(
        "jpeg", "JPEG, libjpeg-turbo, 4:2:0, optimized; quality", settings: qualities
    ) { .jpeg(JPEGOptions(quality: Int($0.rounded()), forcesBaseline: false)) }

    /// The same with chroma at full size.
    public static let jpeg444 = FileCodec(
        "jpeg-444", "JPEG, libjpeg-turbo, 4:4:4, optimized; quality", settings: qualities
    ) {
        .jpeg(
            JPEGOptions(quality: Int($0.rounded()), chroma: .full, forcesBaseline: false))
    }

    /// JPEG in several scans, 4:2:0.
    public static let progressiveJPEG = FileCodec(
        "jpeg-progressive", "JPEG, libjpeg-turbo, 4:2:0, progressive; quality", settings: qualities
    ) {
        .jpeg(
            JPEGOptions(quality: Int($0.rounded()), progressive: true, forcesBaseline: false))
    }

    /// JPEG 2000 by OpenJPEG, irreversible 9/7, one layer.
    public static let jpeg2000 = FileCodec(
        "jpeg2000", "JPEG 2000, OpenJPEG, irreversible 9/7; compression ratio",
        settings: [480, 240, 160, 96, 60, 40, 30, 24, 20], step: 0.1
    ) { .jpeg2000(JPEG2000Options(compressionRatio: $0)) }

    /// Lossy WebP by libwebp at its most careful.
    public static let webp = FileCodec(
        "webp", "WebP, libwebp, method 6; quality", settings: [0, 3, 8, 18, 32, 50, 68, 80, 87],
        step: 0.25
    ) { .webp(WebPOptions(quality: $0, method: 6)) }
}
