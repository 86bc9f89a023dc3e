import CWCContainer

/// Which levels each stream of a tile holds: the coarsest stream LL, the importance map and all levels
/// down to 1/8 of the picture, each other one a finer level. Spec wavelet §4.1.
package struct StreamLayout: Hashable, Sendable {
    /// Decomposition levels.
    package let levels: Int

    /// Finest levels that have a stream of their own, at most.
    private static let ownStreams = 3

    package init(levels: Int) { self.levels = levels }

    /// Streams of a tile.
    package var count: Int { 1 + min(levels, Self.ownStreams) }

    /// The streams of a picture from those of its tiles: by tile in raster order, then resolution.
    func streams(ofTiles tiles: [[[UInt8]]], hasImportance: Bool) -> Streams {
        Streams(
            resolutions: count, tiles: tiles.count, hasImportance: hasImportance,
            payloads: (0..<count).flatMap { resolution in tiles.map { $0[resolution][...] } })
    }

    /// How many streams it takes to know all levels coarser than this one; 0 stands for all levels.
    func count(downTo level: Int) -> Int { 1 + max(0, min(levels, Self.ownStreams) - level) }

    /// The stream that holds a level, 0 the coarsest.
    func stream(ofLevel level: Int) -> Int { count(downTo: level - 1) - 1 }

    /// Whether a stream begins with this level, 1 the finest.
    func begins(with level: Int) -> Bool { level <= Self.ownStreams }
}
