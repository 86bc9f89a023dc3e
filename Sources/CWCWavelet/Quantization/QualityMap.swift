/// The quality map (QP map): the quality of every part of a picture, that of the file and what its
/// importance map adds. Spec wavelet §3.4.
public struct QualityMap: Hashable, Sendable {
    /// That of the file, in hundredths.
    public let quality: Int
    /// What is added; nil where it is nothing.
    public let importance: WaveletImportanceMap?

    /// A quality in hundredths, 0…10000, and what is added to it. A map that adds nothing is left out.
    public init(quality: Int, importance: WaveletImportanceMap? = nil) {
        precondition((0...10_000).contains(quality), "quality out of range")
        self.quality = quality
        self.importance = importance.flatMap { $0.isEven ? nil : $0 }
    }

    /// The quality of a tile's parts: that of the file, and the offsets of the tile's cells if it has a
    /// map.
    init(quality: Int, offsets: [Int16]?, _ geometry: WaveletGeometry) {
        self.init(
            quality: quality, importance: offsets.map { WaveletImportanceMap($0, geometry) })
    }

    /// The map of a tile.
    func part(_ tile: WaveletTile) -> QualityMap {
        QualityMap(quality: quality, importance: importance?.part(tile))
    }

    /// The quality at each position of a level, for a level of `height` by `width` positions: that of
    /// its cell, or of its cells in the mean.
    public func qualities(level: Int, height: Int, width: Int) -> LevelQualityMap {
        guard let importance else { return .even(quality) }
        let cell = WaveletImportanceMap.cellLevel
        var values = [Int16](repeating: 0, count: height * width)
        for y in 0..<height {
            for x in 0..<width {
                let added: Int
                if level <= cell {
                    let index = (y >> (cell - level)) * importance.width + x >> (cell - level)
                    added = Int(importance.offsets[index]) * WaveletImportanceMap.qualityPerOffset
                } else {
                    let shift = level - cell
                    var sum = 0
                    for row in (y << shift)..<((y + 1) << shift) {
                        for column in (x << shift)..<((x + 1) << shift) {
                            sum += Int(importance.offsets[row * importance.width + column])
                        }
                    }
                    added = (sum * WaveletImportanceMap.qualityPerOffset) >> (2 * shift)
                }
                values[y * width + x] = Int16(min(max(quality + added, 0), 10_000))
            }
        }
        return .local(values)
    }

    /// What networks see of a quality in hundredths: −127…127. Spec wavelet §5.1.
    public static func feature(_ quality: Int) -> Int16 {
        Int16((127 * quality + 2500) / 5000 - 127)
    }
}

/// The quality at the positions of a level, in hundredths.
public enum LevelQualityMap: Hashable, Sendable {
    /// The same everywhere.
    case even(Int)
    /// Row by row.
    case local([Int16])

    /// The quality at a position.
    @inline(__always)
    public subscript(index: Int) -> Int {
        switch self {
        case .even(let quality): quality
        case .local(let values): Int(values[index])
        }
    }
}
