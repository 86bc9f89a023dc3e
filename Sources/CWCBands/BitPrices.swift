package import CWCWavelet

/// What encoders let a bit cost in squared error, by place.
package struct BitPrices: Sendable {
    /// In 1/4096 of a squared step.
    private let usual: Int64
    /// By level, the finest first, `[h, w]`, where it differs from place to place.
    private let local: [[Int32]]

    private static let unit: Int64 = 16

    /// The same everywhere, in 1/256 of a squared step.
    package init(_ price: Int) {
        usual = Int64(price) * Self.unit
        local = []
    }

    /// The more the less errors show at a place. The mean over each level is `price`, in 1/256 of a
    /// squared step.
    package init(
        mean price: Int, _ visibility: ErrorVisibility, _ gains: BandGains, _ field: QualityField,
        _ geometry: BandGeometry
    ) {
        usual = Int64(price) * Self.unit
        let mean = Double(usual)
        local = (1...geometry.levels).map { level in
            let (height, width) = geometry.size(level)
            var weights = visibility.positions(level: level, height: height, width: width)
                .map { Self.weight(Double(max(1, $0))) }
            LevelSteps(gains, field, level: level, height: height, width: width).band(0)
                .forEachRun(height: height, columns: 0..<width) { row, columns, step in
                    let area = Double(step) * Double(step)
                    for column in columns {
                        weights[row * width + column] = 1 / (weights[row * width + column] * area)
                    }
                }
            let scale = mean * Double(weights.count) / weights.reduce(0, +)
            // Prices beyond these change nothing any more.
            return weights.map { Int32(min(max(scale * $0, 1), 1_048_576)) }
        }
    }

    /// The power 3/4 of how much error shows. All of it serves MS-SSIM hardly better, and costs three
    /// times as much by PSNR: what has much contrast then pays too much. Square roots have one result
    /// everywhere.
    private static func weight(_ visibility: Double) -> Double {
        let root = visibility.squareRoot()
        return root * root.squareRoot()
    }

    /// The prices of a level in squared steps, `[h, w]`, as a trainer wants them; none where it is the
    /// same everywhere.
    package func squaredSteps(level: Int) -> [Float] {
        local.isEmpty ? [] : local[level].map { Float($0) / Float(256 * Self.unit) }
    }

    /// Bytes that prices of places take while they are made: those of all levels, and the weights of the
    /// finest.
    package static func byteCount(_ geometry: BandGeometry) -> Int {
        let (height, width) = geometry.size(1)
        return height * width * (4 * 4 / 3 + 8)
    }

    /// The prices of a level.
    func level(_ index: Int) -> LevelPrices {
        LevelPrices(usual: usual, local: local.isEmpty ? nil : local[index])
    }
}

/// The prices of one level.
struct LevelPrices {
    fileprivate let usual: Int64
    fileprivate let local: [Int32]?

    /// What bits cost for a symbol of `[h, w, 9]`, in 2⁻¹⁶ of a squared step.
    @inline(__always)
    func cost(ofBits bits: Int64, at index: Int) -> Int64 {
        ((local.map { Int64($0[index / BandGeometry.bands]) } ?? usual) * bits) >> 4
    }
}
