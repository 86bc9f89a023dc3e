/// How many of the code planes each position keeps. Spec seed §3.2.
public struct SeedImportanceMap: Hashable, Sendable {
    /// The size of the map.
    public let geometry: CodeGeometry
    /// `[height, width]` levels, each below `geometry.levels`.
    public let levels: [UInt8]

    /// Makes a map from its levels.
    ///
    /// - Precondition: Their number is the geometry's, and each is below `geometry.levels`.
    public init(geometry: CodeGeometry, levels: [UInt8]) {
        precondition(levels.count == geometry.positions, "number of levels")
        precondition(levels.allSatisfy { $0 < geometry.levels }, "level out of range")
        self.geometry = geometry
        self.levels = levels
    }

    /// Number of code bits that the map keeps.
    public var keptBits: Int { levels.reduce(0) { $0 + geometry.kept($1) } }
}
