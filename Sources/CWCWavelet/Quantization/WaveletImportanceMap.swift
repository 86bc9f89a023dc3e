import CWCBitstream
import CWCModel

/// The importance map of the wavelet family, a delta-QP map: what each part of a picture adds to the
/// quality.
///
/// One offset for each *cell* of 16 by 16 pixels, in units of `qualityPerOffset`. 0 everywhere is the
/// same as no map. Spec wavelet §3.3.
public struct WaveletImportanceMap: Hashable, Sendable {
    /// Cells in a row, and rows of them.
    public let width: Int
    public let height: Int
    /// Offsets row by row, within `legal`.
    public let offsets: [Int8]

    /// Offsets that can be sent.
    public static let legal: ClosedRange<Int8> = -16...15

    /// What an offset of 1 adds to the quality, in hundredths: a quarter of an octave of the steps.
    public static let qualityPerOffset = 500

    /// The decomposition level whose positions are cells.
    public static let cellLevel = 4

    /// Makes a map of cells, `[height, width]`.
    ///
    /// - Precondition: There are `height · width` offsets, all legal.
    public init(width: Int, height: Int, offsets: [Int8]) {
        precondition(offsets.count == width * height && offsets.allSatisfy(Self.legal.contains))
        self.width = width
        self.height = height
        self.offsets = offsets
    }

    /// Whether the map changes nothing.
    public var isEven: Bool { offsets.allSatisfy { $0 == 0 } }

    /// Cells of a padded picture: `[H / 16, W / 16]`, rounded up.
    public static func size(width: Int, height: Int) -> (height: Int, width: Int) {
        let side = 1 << cellLevel
        return ((height + side - 1) / side, (width + side - 1) / side)
    }

    /// The map of a picture of this size, for people: without the cells that only padding has.
    func map(width: Int, height: Int) -> ImportanceMap {
        let size = Self.size(width: width, height: height)
        return ImportanceMap(
            width: size.width, height: size.height, scale: 1 << Self.cellLevel,
            values: (0..<size.height).flatMap { row in
                offsets[(row * self.width)...].prefix(size.width).map { Int($0) }
            },
            range: Int(Self.legal.lowerBound)...Int(Self.legal.upperBound))
    }

    /// The part of the map that belongs to a tile.
    func part(_ tile: WaveletTile) -> WaveletImportanceMap {
        let size = Self.size(width: tile.geometry.width, height: tile.geometry.height)
        let (row, column) = (tile.row >> Self.cellLevel, tile.column >> Self.cellLevel)
        return WaveletImportanceMap(
            width: size.width, height: size.height,
            offsets: offsets.part(
                rows: row..<row + size.height, columns: column..<column + size.width,
                width: width, channels: 1))
    }

    /// This map with another one for a tile.
    func inserting(_ map: WaveletImportanceMap, at tile: WaveletTile) -> WaveletImportanceMap {
        let (row, column) = (tile.row >> Self.cellLevel, tile.column >> Self.cellLevel)
        var offsets = offsets
        offsets.insert(
            map.offsets, rows: row..<row + map.height, columns: column..<column + map.width,
            width: width, channels: 1)
        return WaveletImportanceMap(width: width, height: height, offsets: offsets)
    }

    /// A map that changes nothing.
    static func even(_ geometry: WaveletGeometry) -> WaveletImportanceMap {
        let size = size(width: geometry.width, height: geometry.height)
        return WaveletImportanceMap(
            width: size.width, height: size.height,
            offsets: [Int8](repeating: 0, count: size.height * size.width))
    }

    /// A map from the offsets of its cells, as they are coded.
    init(_ offsets: [Int16], _ geometry: WaveletGeometry) {
        let size = Self.size(width: geometry.width, height: geometry.height)
        self.init(width: size.width, height: size.height, offsets: offsets.map { Int8($0) })
    }

    /// A map of the padded picture from the maps of its tiles.
    init(_ parts: [(tile: WaveletTile, map: WaveletImportanceMap)], _ geometry: WaveletGeometry) {
        let size = Self.size(width: geometry.width, height: geometry.height)
        var offsets = [Int8](repeating: 0, count: size.height * size.width)
        for (tile, map) in parts {
            let (row, column) = (tile.row >> Self.cellLevel, tile.column >> Self.cellLevel)
            offsets.insert(
                map.offsets, rows: row..<row + map.height, columns: column..<column + map.width,
                width: size.width, channels: 1)
        }
        self.init(width: size.width, height: size.height, offsets: offsets)
    }

    /// Bytes that the map takes when it is coded by itself.
    var byteCount: Int {
        var values = offsets.map(Int16.init)
        var encoder = RangeEncoder()
        var coder = MedianPredictiveCoder.importance
        coder.code(&values, height: height, width: width, with: &encoder)
        return encoder.finish().count
    }
}
