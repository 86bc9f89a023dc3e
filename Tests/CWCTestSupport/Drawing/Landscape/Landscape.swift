/// The landscape of ``Drawing/landscape(width:height:seed:)``.
///
/// What lies behind is a function of the point (sky, mountains, far shore, lake, meadow); what
/// stands in front is painted over it (house, tree, grass). The height of the picture is 1.
struct Landscape {
    let width: Int
    let height: Int
    let noise: FractalNoise
    /// Width over height.
    let aspect: Double
    let pixel: Double

    /// Where the lake meets the far shore.
    static let horizon = 0.53

    init(width: Int, height: Int, seed: UInt64) {
        self.width = width
        self.height = height
        noise = FractalNoise(seed: seed &* 0x2545_F491_4F6C_DD1D)
        aspect = Double(width) / Double(height)
        pixel = 1 / Double(height)
    }

    var samples: [UInt8] {
        var canvas = Canvas(width: width, height: height) { x, y in
            let shore = shore(x)
            let grass = edge(y - shore)
            if grass >= 1 { return meadow(x, y) }
            let behind = y < Self.horizon ? distance(x, y) : lake(x, y)
            return grass > 0 ? behind.mixed(with: meadow(x, y), grass) : behind
        }
        paintHouse(on: &canvas)
        paintReeds(on: &canvas)
        paintGrass(on: &canvas)
        paintTree(on: &canvas)
        return canvas.samples
    }

    /// How much of a pixel lies beyond an edge, `depth` from its centre.
    func edge(_ depth: Double) -> Double { unit(depth / pixel + 0.5) }

    /// Everything above the far shore line.
    func distance(_ x: Double, _ y: Double) -> Colour {
        let trees = edge(y - forestTop(x))
        if trees >= 1 { return forest(x, y) }
        let behind = mountains(x, y)
        return trees > 0 ? behind.mixed(with: forest(x, y), trees) : behind
    }
}
