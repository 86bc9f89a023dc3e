/// A chromaticity of CIE 1931.
struct Chromaticity: Equatable {
    let x: Double
    let y: Double

    init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }

    /// X, Y and Z of the colour with Y = 1.
    var xyz: ColourVector { ColourVector(x / y, 1, (1 - x - y) / y) }
}

/// The white point and the primaries of an RGB space.
struct Primaries: Equatable {
    let white: Chromaticity
    let red: Chromaticity
    let green: Chromaticity
    let blue: Chromaticity

    static let bt709 = Primaries(
        white: d65, red: Chromaticity(0.640, 0.330), green: Chromaticity(0.300, 0.600),
        blue: Chromaticity(0.150, 0.060))

    private static let d65 = Chromaticity(0.3127, 0.3290)
    private static let c = Chromaticity(0.310, 0.316)

    /// Those that ITU-T H.273 numbers, by their numbers.
    private static let numbered: [(code: UInt8, primaries: Primaries)] = [
        (1, bt709),
        (
            4,  // BT.470 M
            Primaries(
                white: c, red: Chromaticity(0.670, 0.330), green: Chromaticity(0.210, 0.710),
                blue: Chromaticity(0.140, 0.080))
        ),
        (
            5,  // BT.470 B and G
            Primaries(
                white: d65, red: Chromaticity(0.640, 0.330), green: Chromaticity(0.290, 0.600),
                blue: Chromaticity(0.150, 0.060))
        ),
        (
            6,  // SMPTE 170M
            Primaries(
                white: d65, red: Chromaticity(0.630, 0.340), green: Chromaticity(0.310, 0.595),
                blue: Chromaticity(0.155, 0.070))
        ),
        (
            8,  // film with illuminant C
            Primaries(
                white: c, red: Chromaticity(0.681, 0.319), green: Chromaticity(0.243, 0.692),
                blue: Chromaticity(0.145, 0.049))
        ),
        (
            9,  // BT.2020
            Primaries(
                white: d65, red: Chromaticity(0.708, 0.292), green: Chromaticity(0.170, 0.797),
                blue: Chromaticity(0.131, 0.046))
        ),
        (
            11,  // DCI-P3
            Primaries(
                white: Chromaticity(0.314, 0.351), red: Chromaticity(0.680, 0.320),
                green: Chromaticity(0.265, 0.690), blue: Chromaticity(0.150, 0.060))
        ),
        (
            12,  // Display P3
            Primaries(
                white: d65, red: Chromaticity(0.680, 0.320), green: Chromaticity(0.265, 0.690),
                blue: Chromaticity(0.150, 0.060))
        ),
        (
            22,  // EBU 3213-E
            Primaries(
                white: d65, red: Chromaticity(0.630, 0.340), green: Chromaticity(0.295, 0.605),
                blue: Chromaticity(0.155, 0.077))
        ),
    ]

    /// Their number in H.273; nil where it has none for them.
    var code: UInt8? { Self.numbered.first { isNear($0.primaries) }?.code }

    /// Whether no coordinate differs by more than files round them.
    private func isNear(_ other: Primaries) -> Bool {
        zip(coordinates, other.coordinates).allSatisfy { abs($0 - $1) <= 0.0015 }
    }

    private var coordinates: [Double] {
        [white, red, green, blue].flatMap { [$0.x, $0.y] }
    }

    /// From linear R, G, B to X, Y, Z, white at Y = 1; nil where these are no primaries of any space.
    var matrix: ColourMatrix? {
        let points = [white, red, green, blue]
        guard points.allSatisfy({ $0.y > 0.001 && $0.x >= 0 && $0.x <= 1 && $0.y <= 1 }) else {
            return nil
        }
        let columns = ColourMatrix(columns: red.xyz, green.xyz, blue.xyz)
        guard let shares = columns.inverse.map({ $0 * white.xyz }),
            shares.all.allSatisfy({ $0 > 0 && $0 < 100 })
        else { return nil }
        return ColourMatrix(
            columns: red.xyz * shares.x, green.xyz * shares.y, blue.xyz * shares.z)
    }
}
