public import CWCSeed

/// What a picture's file holds: material to learn contexts from, and to measure them on.
public struct CodedPicture: Sendable {
    /// How many planes each position keeps.
    public let map: SeedImportanceMap
    /// The bits, those that are not kept 0.
    public let codes: CodeTensor

    /// Makes a coded picture from its parts.
    public init(map: SeedImportanceMap, codes: CodeTensor) {
        precondition(map.geometry == codes.geometry, "map and codes differ in size")
        self.map = map
        self.codes = codes
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
