import CWCContainer
import CWCEncoder
import CWCImage
import CWCModel
import Testing

/// A file of `Corpus/valid`: how its encoder was called.
struct ValidFile: Sendable, CustomTestStringConvertible {
    let name: String
    let picture: String
    /// Name of the model that the file is made with.
    var model = "seed"
    var options = EncodingOptions(quality: 50)
    var metadata = Metadata()

    var testDescription: String { name }

    /// Of the seed family one file for each picture, then one for each choice that an encoder has;
    /// of the wavelet family fewer of them.
    static let all = seedFiles + waveletFiles

    private static let waveletFiles: [ValidFile] =
        [
            "column", "grey", "grey-alpha", "landscape-small", "line-art", "noise", "odd-33x17",
            "opaque", "pixel", "row", "tall", "landscape-12", "odd-33x17-10", "grey-12",
            "grey-alpha-10", "alpha-12",
        ]
        .map { ValidFile(name: "main-\($0)", picture: $0, model: "main") }
        + [
            ValidFile(
                name: "main-quality-0", picture: "odd-33x17", model: "main",
                options: EncodingOptions(quality: 0)),
            ValidFile(
                name: "main-quality-100", picture: "odd-33x17", model: "main",
                options: EncodingOptions(quality: 100)),
            ValidFile(
                name: "main-effort-0", picture: "landscape-small", model: "main",
                options: EncodingOptions(quality: 50, effort: 0)),
            ValidFile(
                name: "main-mask", picture: "landscape-small", model: "main",
                options: EncodingOptions(quality: 50, importance: .mask(ramp("landscape-small")))),
            ValidFile(
                name: "main-msssim", picture: "landscape-small", model: "main-msssim"),
            ValidFile(
                name: "main-visual", picture: "landscape-small", model: "main-visual"),
            ValidFile(
                name: "main-tiles", picture: "wide", model: "main",
                options: EncodingOptions(quality: 80, tiling: Tiling(side: 256))),
            ValidFile(
                name: "main-tiles-mask", picture: "wide", model: "main",
                options: EncodingOptions(
                    quality: 50, importance: .mask(ramp("wide")), tiling: Tiling(side: 256))),
            ValidFile(
                name: "lite-tiles", picture: "tall", model: "lite",
                options: EncodingOptions(quality: 50, tiling: Tiling(side: 256))),
            // Two rows of two tiles; those at the right and below are narrow.
            ValidFile(
                name: "lite-grid", picture: "grid", model: "lite",
                options: EncodingOptions(quality: 50, effort: 1, tiling: Tiling(side: 256))),
            ValidFile(
                name: "main-quality-100-12", picture: "landscape-12", model: "main",
                options: EncodingOptions(quality: 100)),
            ValidFile(
                name: "main-tiles-10", picture: "wide-10", model: "main",
                options: EncodingOptions(quality: 80, tiling: Tiling(side: 256))),
            ValidFile(
                name: "main-cicp", picture: "odd-33x17-10", model: "main",
                metadata: Metadata(icc: [1, 2, 3], cicp: CICP(primaries: 9, transfer: 16))),
            ValidFile(name: "main-msssim-12", picture: "landscape-12", model: "main-msssim"),
            ValidFile(name: "lite-12", picture: "landscape-12", model: "lite"),
            ValidFile(name: "lite", picture: "landscape-small", model: "lite"),
            ValidFile(name: "lite-odd-33x17", picture: "odd-33x17", model: "lite"),
        ]

    /// A mask that goes from black to white, from left to right.
    private static func ramp(_ name: String) -> ROIMask {
        guard let picture = CorpusPicture.named(name)?.picture else {
            preconditionFailure("no picture \(name)")
        }
        let (width, height) = (picture.width, picture.height)
        return ROIMask(
            width: width, height: height,
            samples: (0..<width * height).map { UInt8($0 % width * 255 / max(1, width - 1)) })
    }

    private static let seedFiles =
        CorpusPicture.all
        .filter { !["landscape", "grid"].contains($0.name) && $0.depth == .eight }
        .map { ValidFile(name: $0.name, picture: $0.name) }
        + [
            ValidFile(
                name: "packed", picture: "landscape-small",
                options: EncodingOptions(quality: 50, payloadForm: .packed)),
            ValidFile(
                name: "packed-alpha", picture: "grey-alpha",
                options: EncodingOptions(quality: 50, payloadForm: .packed)),
            ValidFile(
                name: "packed-pixel", picture: "pixel",
                options: EncodingOptions(quality: 50, payloadForm: .packed)),
            ValidFile(
                name: "deflate", picture: "landscape-small",
                options: EncodingOptions(quality: 50, payloadForm: .deflate)),
            ValidFile(
                name: "deflate-alpha", picture: "grey-alpha",
                options: EncodingOptions(quality: 50, payloadForm: .deflate)),
            ValidFile(
                name: "deflate-pixel", picture: "pixel",
                options: EncodingOptions(quality: 50, payloadForm: .deflate)),
        ]
        // The model's own map is even: here planes have borders.
        + [("mask", .range), ("packed-mask", .packed), ("deflate-mask", .deflate)].map {
            (name: String, form: PayloadForm) in
            ValidFile(
                name: name, picture: "landscape-small",
                options: EncodingOptions(
                    quality: 50, payloadForm: form, importance: .mask(ramp("landscape-small"))))
        }
        + [
            ValidFile(
                name: "quality-0", picture: "odd-33x17", options: EncodingOptions(quality: 0)),
            ValidFile(
                name: "quality-100", picture: "odd-33x17", options: EncodingOptions(quality: 100)),
            ValidFile(
                name: "no-pixel-checksum", picture: "odd-7x9",
                options: EncodingOptions(quality: 50, storesPixelChecksum: false)),
            ValidFile(
                name: "metadata", picture: "odd-7x9",
                metadata: Metadata(
                    icc: (0..<200).map { UInt8($0) }, exif: Array("II*\0".utf8), xmp: [])),
        ]

    /// Whether every byte of the file is the encoder's own choice: alpha is always a DEFLATE
    /// stream.
    var hasNoDeflate: Bool {
        options.payloadForm != .deflate
            && CorpusPicture.named(picture)?.channels.hasAlpha == false
    }

    /// The file, encoded now.
    func encoded(with model: Model) throws -> [UInt8] {
        let entry = try #require(CorpusPicture.named(picture))
        let encoder = try ImageEncoder(model: model, options: options)
        if entry.depth > .eight {
            var image = entry.deep
            image.metadata = metadata
            return try encoder.encode(image).bytes
        }
        var image = entry.picture
        image.metadata = metadata
        return try encoder.encode(image).bytes
    }
}
