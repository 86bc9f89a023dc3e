import CWCContainer
import CWCEncoder
import CWCImage
import CWCModel
import CWCSeed
import CWCTraining

extension CodedPicture {
    /// Encodes a picture with the codec itself and takes the file apart again.
    ///
    /// - Parameters:
    ///   - picture: Any picture; grey is repeated, alpha dropped.
    ///   - model: A model of the seed family that encodes.
    ///   - quality: Best is 100, where nearly all bits are kept.
    /// - Throws: As encoder and decoder do.
    init(_ picture: RasterImage, model: Model, quality: Double) throws {
        guard let networks = model.seed, let shape = model.seedShape else {
            preconditionFailure("a model of the seed family")
        }
        let encoder = try ImageEncoder(
            model: model,
            options: EncodingOptions(
                quality: quality, payloadForm: .packed, storesPixelChecksum: false))
        let rgb = picture.convertedToRGB()
        let container = try Container(parsing: encoder.encode(rgb).bytes)
        let map = try SeedImportanceMap(
            parsing: container.importance, form: .packed,
            geometry: CodeGeometry(
                imageWidth: rgb.width, imageHeight: rgb.height, scale: networks.scale,
                planes: shape.planes, levels: shape.levels))
        self.init(
            map: map,
            codes: try CodeTensor(parsing: container.codes, form: .packed, keptBy: map))
    }
}
