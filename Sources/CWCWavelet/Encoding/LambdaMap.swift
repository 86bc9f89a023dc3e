/// The λ map of rate–distortion optimisation: what a bit may cost in squared error, by place.
package struct LambdaMap: Sendable {
    /// In 1/4096 of a squared step.
    private let usual: Int64
    /// By level, the finest first, `[h, w]`, where it differs from place to place.
    private let local: [[Int32]]

    private static let unit: Int64 = 16

    /// The same λ everywhere, in 1/256 of a squared step.
    package init(_ lambda: Int) {
        usual = Int64(lambda) * Self.unit
        local = []
    }

    /// The larger the less errors show at a place. The mean over each level is `mean`, in 1/256 of a
    /// squared step.
    package init(
        mean lambda: Int, _ visibility: ErrorVisibility, _ baseSteps: BaseQuantizationSteps,
        _ qualityMap: QualityMap, _ geometry: WaveletGeometry
    ) {
        usual = Int64(lambda) * Self.unit
        let mean = Double(usual)
        local = (1...geometry.levels).map { level in
            let (height, width) = geometry.size(level)
            var weights = visibility.positions(level: level, height: height, width: width)
                .map { Self.weight(Double(max(1, $0))) }
            LevelQuantizationSteps(
                baseSteps, qualityMap, level: level, height: height, width: width
            ).subband(0).forEachRun(height: height, columns: 0..<width) { row, columns, step in
                let area = Double(step) * Double(step)
                for column in columns {
                    weights[row * width + column] = 1 / (weights[row * width + column] * area)
                }
            }
            let scale = mean * Double(weights.count) / weights.reduce(0, +)
            // Values beyond these change nothing any more.
            return weights.map { Int32(min(max(scale * $0, 1), 1_048_576)) }
        }
    }

    /// The power 3/4 of how much error shows. All of it serves MS-SSIM hardly better, and costs three
    /// times as much by PSNR: places of high contrast are then quantized too coarsely. Square roots
    /// have one result everywhere.
    private static func weight(_ visibility: Double) -> Double {
        let root = visibility.squareRoot()
        return root * root.squareRoot()
    }

    /// λ of a level in squared steps, `[h, w]`, as a trainer wants it; empty where it is the same
    /// everywhere.
    package func squaredSteps(level: Int) -> [Float] {
        local.isEmpty ? [] : local[level].map { Float($0) / Float(256 * Self.unit) }
    }

    /// Bytes that a map takes while it is made: the values of all levels, and the weights of the
    /// finest.
    package static func byteCount(_ geometry: WaveletGeometry) -> Int {
        let (height, width) = geometry.size(1)
        return height * width * (4 * 4 / 3 + 8)
    }

    private init(usual: Int64, local: [[Int32]]) {
        self.usual = usual
        self.local = local
    }

    /// The λ map of a tile.
    func part(_ tile: WaveletTile, of geometry: WaveletGeometry) -> LambdaMap {
        LambdaMap(
            usual: usual,
            local: local.enumerated().map { index, values in
                values.part(
                    rows: tile.rows(index + 1), columns: tile.columns(index + 1),
                    width: geometry.size(index + 1).width, channels: 1)
            })
    }

    /// The λ map of a level; 0 is the finest.
    func level(_ index: Int) -> LevelLambda {
        LevelLambda(usual: usual, local: local.isEmpty ? nil : local[index])
    }
}

/// The λ map of one level.
struct LevelLambda {
    fileprivate let usual: Int64
    fileprivate let local: [Int32]?

    /// λ · bits for a symbol of `[h, w, 9]`, in 2⁻¹⁶ of a squared step; bits are in 1/256.
    @inline(__always)
    func cost(ofBits bits: Int64, at index: Int) -> Int64 {
        ((local.map { Int64($0[index / WaveletGeometry.subbands]) } ?? usual) * bits) >> 4
    }
}
