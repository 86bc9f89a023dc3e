import CWCDecoder
import CWCEncoder
import CWCImage
import CWCMetrics
import CWCModel
import CWCTraining

/// Evaluates a model by the files that the codec makes with it: their bytes, and the pixels that they
/// decode to.
struct CodecEvaluator: FileEvaluator {
    let qualities: [Double]
    let threads: Int

    func points(_ model: Model, on pictures: [RasterImage]) throws -> [ValidationPoint] {
        try qualities.map { quality in
            let figures = try pictures.map { try self.figures(model, $0, quality: quality) }
            return .mean(figures)
        }
    }

    /// The figures of the file of one picture.
    func figures(
        _ model: Model, _ picture: RasterImage, quality: Double
    ) throws -> ValidationPoint {
        let picture = picture.convertedToRGB()
        let encoder = try ImageEncoder(
            model: model,
            options: EncodingOptions(
                quality: quality, storesPixelChecksum: false, threads: threads))
        let file = try encoder.encode(picture)
        let decoded = try ImageDecoder(file.bytes).decode(
            DecodingOptions(threads: threads)
        ) { $0 == model.id ? model : nil }
        let bitsPerByte = 8 / Double(picture.width * picture.height)
        return ValidationPoint(
            setting: quality, bitsPerPixel: Double(file.bytes.count) * bitsPerByte,
            mapBitsPerPixel: Double(file.sizes.importance) * bitsPerByte,
            psnr: psnr(picture, decoded),
            // Pictures below 161 pixels are too small for it.
            multiScaleSSIM: try? multiScaleSSIM(picture, decoded))
    }
}

extension ValidationPoint {
    /// The mean of points of one setting.
    static func mean(_ points: [ValidationPoint]) -> ValidationPoint {
        func mean(_ value: (ValidationPoint) -> Double) -> Double {
            points.reduce(0) { $0 + value($1) } / Double(max(1, points.count))
        }
        let similarities = points.compactMap(\.multiScaleSSIM)
        return ValidationPoint(
            setting: points.first?.setting ?? 0, bitsPerPixel: mean(\.bitsPerPixel),
            mapBitsPerPixel: mean(\.mapBitsPerPixel), psnr: mean(\.psnr),
            multiScaleSSIM: similarities.count == points.count
                ? similarities.reduce(0, +) / Double(max(1, points.count)) : nil)
    }
}
