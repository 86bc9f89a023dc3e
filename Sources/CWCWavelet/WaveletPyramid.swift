/// A picture as wavelet coefficients: three components, `levels` steps deep.
///
/// Components are lightness and two differences of colours; samples are in units of 1/16 of a
/// pixel's. Width and height are multiples of `2^levels`.
public struct WaveletPyramid: Hashable, Sendable {
    /// Low bands of the three components.
    public var low: [WaveletPlane]
    /// Detail bands by level, the finest first; each level has nine: the three of the first
    /// component, then those of the second and third.
    public var details: [[WaveletPlane]]

    public init(low: [WaveletPlane], details: [[WaveletPlane]]) {
        self.low = low
        self.details = details
    }

    public var levels: Int { details.count }

    /// Fractional bits of a sample.
    public static let fraction: Int32 = 4

    /// Transforms RGB pixels `[H, W, 3]`.
    public init(
        pixels: [UInt8], width: Int, height: Int, levels: Int,
        by step: @escaping LiftingStep = Lifting.plain
    ) {
        precondition(pixels.count == width * height * 3)
        self.init(width: width, height: height, levels: levels, by: step) {
            (Int32(pixels[$0]) - 128) << Self.fraction
        }
    }

    /// Transforms colours: RGB samples `[H, W, 3]` in units of 1/16, minus 128.
    public init(
        width: Int, height: Int, levels: Int, by step: @escaping LiftingStep = Lifting.plain,
        colour: (_ index: Int) -> Int32
    ) {
        precondition(width % (1 << levels) == 0 && height % (1 << levels) == 0)
        low = Self.components(width: width, height: height, colour)
        details = []
        for _ in 0..<levels {
            let split = low.map { WaveletBands(splitting: $0, by: step) }
            details.append(split.flatMap(\.details))
            low = split.map(\.low)
        }
    }

    /// The three components before they are made pixels: what a receiver filters further.
    public var components: [WaveletPlane] {
        var planes = low
        for bands in details.reversed() {
            planes = planes.enumerated().map { index, plane in
                WaveletBands(low: plane, details: Array(bands[(3 * index)..<(3 * index + 3)]))
                    .joined
            }
        }
        return planes
    }

    /// Lightness (R + G + B) / 3, and the differences R − B and G − (R + B) / 2.
    @inline(__always)
    private static func components(
        width: Int, height: Int, _ colour: (_ index: Int) -> Int32
    ) -> [WaveletPlane] {
        let count = width * height
        var planes = [[Int32]](repeating: [Int32](repeating: 0, count: count), count: 3)
        for index in 0..<count {
            let (r, g, b) = (colour(3 * index), colour(3 * index + 1), colour(3 * index + 2))
            // 1 / 3 in units of 2⁻¹⁶; the rounding is undone by nobody, 1/16 is fine enough.
            planes[0][index] = ((r + g + b) * 21845 + 32768) >> 16
            planes[1][index] = r - b
            planes[2][index] = (2 * g - r - b) >> 1
        }
        return planes.map { WaveletPlane(width: width, height: height, samples: $0) }
    }

    /// RGB in units of 1/16, unclipped, minus 128: `[H·W·3]`, from the components of a picture.
    public static func colours(of components: [WaveletPlane]) -> [Int32] {
        let count = components[0].samples.count
        return [Int32](unsafeUninitializedCapacity: count * 3) { colours, made in
            for index in 0..<count {
                let (red, green, blue) = colour(
                    components[0].samples[index], components[1].samples[index],
                    components[2].samples[index])
                colours[3 * index] = red
                colours[3 * index + 1] = green
                colours[3 * index + 2] = blue
            }
            made = count * 3
        }
    }

    /// The colour that three components stand for. Modulo 2³²: what no picture reaches, a hostile file
    /// may. Spec cwc §9.6.
    @inline(__always)
    public static func colour(
        _ lightness: Int32, _ difference: Int32, _ green: Int32
    ) -> (red: Int32, green: Int32, blue: Int32) {
        let third = (green &* 21845 &+ 32768) >> 16
        let half = difference >> 1
        return (
            lightness &- third &+ half, lightness &+ 2 &* third,
            lightness &- third &- difference &+ half
        )
    }
}
