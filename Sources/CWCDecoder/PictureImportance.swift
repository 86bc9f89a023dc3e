import CWCBands
import CWCWavelet

/// What a file's importance map says: what each part of the picture was worth. Spec cwc §6.2, §6.5.
public struct PictureImportance: Hashable, Sendable {
    /// Positions in a row, and rows of them.
    public let width: Int
    public let height: Int
    /// Pixels of a position, in each direction.
    public let scale: Int
    /// Levels row by row: in family 1 how many groups of planes are kept less one, in family 2 how
    /// much finer than the file's quality, in quarters of an octave of the steps.
    public let levels: [Int]
    /// Levels that there are.
    public let range: ClosedRange<Int>

    /// The map of family 1.
    init(_ map: ImportanceMap, scale: Int) {
        width = map.geometry.width
        height = map.geometry.height
        self.scale = scale
        levels = map.levels.map { Int($0) }
        range = 0...map.geometry.levels - 1
    }

    /// The map of family 2, without the cells that only padding has.
    init(_ importance: BandImportance, of header: ImageHeader) {
        let size = BandImportance.size(width: header.width, height: header.height)
        width = size.width
        height = size.height
        scale = 1 << BandImportance.cellLevel
        levels = (0..<size.height).flatMap { row in
            importance.levels[(row * importance.width)...].prefix(size.width).map { Int($0) }
        }
        range = Int(BandImportance.legal.lowerBound)...Int(BandImportance.legal.upperBound)
    }

    /// The map as greys, `[height, width]`: black is the lowest level that there is, white the highest.
    public var greys: [UInt8] {
        let span = max(range.upperBound - range.lowerBound, 1)
        return levels.map { UInt8(($0 - range.lowerBound) * 255 / span) }
    }
}
