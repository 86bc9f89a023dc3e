/// Three coordinates of a colour.
struct ColourVector: Equatable {
    let x: Double
    let y: Double
    let z: Double

    init(_ x: Double, _ y: Double, _ z: Double) { (self.x, self.y, self.z) = (x, y, z) }

    var all: [Double] { [x, y, z] }

    static func * (vector: ColourVector, factor: Double) -> ColourVector {
        ColourVector(vector.x * factor, vector.y * factor, vector.z * factor)
    }

    /// The sum of the products of coordinates.
    static func dot(_ a: ColourVector, _ b: ColourVector) -> Double {
        a.x * b.x + a.y * b.y + a.z * b.z
    }
}

/// A linear map of colours.
struct ColourMatrix: Equatable {
    let rows: [ColourVector]

    init(rows a: ColourVector, _ b: ColourVector, _ c: ColourVector) { rows = [a, b, c] }

    init(columns a: ColourVector, _ b: ColourVector, _ c: ColourVector) {
        self.init(
            rows: ColourVector(a.x, b.x, c.x), ColourVector(a.y, b.y, c.y),
            ColourVector(a.z, b.z, c.z))
    }

    var columns: [ColourVector] {
        [
            ColourVector(rows[0].x, rows[1].x, rows[2].x),
            ColourVector(rows[0].y, rows[1].y, rows[2].y),
            ColourVector(rows[0].z, rows[1].z, rows[2].z),
        ]
    }

    static func * (matrix: ColourMatrix, vector: ColourVector) -> ColourVector {
        ColourVector(
            ColourVector.dot(matrix.rows[0], vector), ColourVector.dot(matrix.rows[1], vector),
            ColourVector.dot(matrix.rows[2], vector))
    }

    static func * (a: ColourMatrix, b: ColourMatrix) -> ColourMatrix {
        let columns = b.columns.map { a * $0 }
        return ColourMatrix(columns: columns[0], columns[1], columns[2])
    }

    /// The map back; nil where there is none.
    var inverse: ColourMatrix? {
        let (a, b, c) = (rows[0], rows[1], rows[2])
        let cofactors = [Self.cross(b, c), Self.cross(c, a), Self.cross(a, b)]
        let determinant = ColourVector.dot(a, cofactors[0])
        guard abs(determinant) > 1e-6 else { return nil }
        let scaled = cofactors.map { $0 * (1 / determinant) }
        return ColourMatrix(columns: scaled[0], scaled[1], scaled[2])
    }

    private static func cross(_ a: ColourVector, _ b: ColourVector) -> ColourVector {
        ColourVector(
            a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }
}

extension ColourMatrix {
    /// From colours seen under one white to what they are under another, by Bradford.
    static func adaptation(from white: ColourVector, to other: ColourVector) -> ColourMatrix? {
        let cones = ColourMatrix(
            rows: ColourVector(0.8951, 0.2664, -0.1614), ColourVector(-0.7502, 1.7135, 0.0367),
            ColourVector(0.0389, -0.0685, 1.0296))
        let (from, to) = (cones * white, cones * other)
        guard from.all.allSatisfy({ $0 > 0.01 }) else { return nil }
        let gain = ColourMatrix(
            rows: ColourVector(to.x / from.x, 0, 0), ColourVector(0, to.y / from.y, 0),
            ColourVector(0, 0, to.z / from.z))
        return cones.inverse.map { $0 * (gain * cones) }
    }
}
