public import CWCCodes
import CWCContainer
import CWCEncoder
public import CWCImageIO
public import CWCNetwork

/// What a picture's file holds: material to learn contexts from, and to measure them on.
public struct CodedPicture: Sendable {
    /// How many planes each position keeps.
    public let map: ImportanceMap
    /// The bits, those that are not kept 0.
    public let codes: CodeTensor

    /// Makes a coded picture from its parts.
    public init(map: ImportanceMap, codes: CodeTensor) {
        precondition(map.geometry == codes.geometry, "map and codes differ in size")
        self.map = map
        self.codes = codes
    }

    /// Encodes a picture and takes the file apart again.
    ///
    /// - Parameters:
    ///   - picture: Any picture; grey is repeated, alpha dropped.
    ///   - model: A model that encodes.
    ///   - quality: Best is 100, where nearly all bits are kept.
    /// - Throws: As encoder and decoder do.
    public init(_ picture: Picture, model: Model, quality: Double) throws {
        let encoder = try ImageEncoder(
            model: model,
            options: EncodingOptions(
                quality: quality, payloadForm: .packed, storesPixelChecksum: false))
        let rgb = picture.convertedToRGB()
        let image = RasterImage(
            width: rgb.width, height: rgb.height, channels: .rgb, samples: rgb.samples)
        let container = try Container(parsing: try encoder.encode(image).bytes)
        let map = try ImportanceMap(
            parsing: container.importance, form: .packed,
            geometry: CodeGeometry(
                imageWidth: rgb.width, imageHeight: rgb.height, scale: model.scale,
                planes: model.description.planes, levels: model.description.levels))
        self.init(
            map: map,
            codes: try CodeTensor(parsing: container.codes, form: .packed, keptBy: map))
    }

    /// The bit of a neighbour of a position, 0 outside the picture.
    func bit(
        _ neighbour: ContextModel.Neighbour, plane: Int, row: Int, column: Int
    ) -> UInt8 {
        let geometry = map.geometry
        let (row, column) = (row + neighbour.rows, column + neighbour.columns)
        guard row >= 0, row < geometry.height, column >= 0, column < geometry.width else {
            return 0
        }
        let position = row * geometry.width + column
        return codes.bits[position * geometry.planes + plane - neighbour.planesBefore]
    }
}
