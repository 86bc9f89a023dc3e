public import CWCImage

/// How much error shows at each place of a picture, by scale, as SSIM counts it: against 2σ² + C₂, where
/// σ² is the local variance of luma. Integers only.
public struct ErrorVisibility: Sendable {
    /// Windows of the picture, of its half, and so on.
    let scales: [Windows]

    /// Measures RGB pixels `[height, width, 3]`, of deep ones the upper eight bits.
    ///
    /// - Precondition: Both sides are multiples of 16.
    public init<Sample: FixedWidthInteger & UnsignedInteger>(
        pixels: [Sample], depth: SampleDepth = .eight, width: Int, height: Int
    ) {
        precondition(width % 16 == 0 && height % 16 == 0)
        var plane = Plane(
            pixels: pixels, shift: Int64(depth.bits - SampleDepth.eight.bits), width: width,
            height: height)
        var scales = [Windows(plane)]
        // The fourth needs sides that are multiples of 32.
        while scales.count < 4, plane.width % 8 == 0, plane.height % 8 == 0 {
            plane = plane.halved
            scales.append(Windows(plane))
        }
        self.scales = scales
    }

    /// How much error in the subbands of a level shows at each of its positions, 0 … 65536, row by row.
    public func positions(level: Int, height: Int, width: Int) -> [Int64] {
        let shares = Self.shares[min(level, Self.shares.count) - 1]
        var sums = [Int64](repeating: 0, count: height * width)
        for (scale, share) in shares.enumerated() where share > 0 {
            // Without a scale the next finer one stands for it.
            let place = min(scale, scales.count - 1)
            let windows = scales[place]
            // A block has 4 · 2^place pixels a side, a position 2^level.
            let blocks = max(0, level - place - 2)
            let positions = max(0, place + 2 - level)
            for y in 0..<height {
                for x in 0..<width {
                    sums[y * width + x] +=
                        share
                        * windows.mean(
                            y: (y << blocks) >> positions, x: (x << blocks) >> positions,
                            count: 1 << blocks)
                }
            }
        }
        return sums.map { $0 / 16 }
    }

    /// How much of what MS-SSIM counts of error in a level's subbands it counts at each scale, in sixteenths,
    /// by level from the finest: the energy of the subbands' basis functions that is left at the scale
    /// beyond its windows' means, times the scale's weight, times the pixels that are one there.
    private static let shares: [[Int64]] = [
        [7, 8, 1, 0], [2, 10, 4, 0], [1, 8, 5, 2], [0, 5, 8, 3], [0, 2, 6, 8], [0, 1, 5, 10],
    ]

    /// (0.03 · 255)², in squares of R + G + B, for windows of 64 samples.
    private static let constant: Int64 = 58_523 * 9 * 4096 / 1000

    /// Luma, R + G + B.
    fileprivate struct Plane {
        let width: Int
        let height: Int
        let samples: [Int64]

        init<Sample: FixedWidthInteger & UnsignedInteger>(
            pixels: [Sample], shift: Int64, width: Int, height: Int
        ) {
            var samples: [Int64] = []
            samples.reserveCapacity(width * height)
            for pixel in stride(from: 0, to: 3 * width * height, by: 3) {
                let (r, g, b) = (pixels[pixel], pixels[pixel + 1], pixels[pixel + 2])
                samples.append(Int64(r) >> shift + Int64(g) >> shift + Int64(b) >> shift)
            }
            self.init(width: width, height: height, samples: samples)
        }

        init(width: Int, height: Int, samples: [Int64]) {
            self.width = width
            self.height = height
            self.samples = samples
        }

        /// Means of 2 by 2.
        var halved: Plane {
            let half = width / 2
            var means: [Int64] = []
            means.reserveCapacity(height / 2 * half)
            for y in 0..<height / 2 {
                for x in 0..<half {
                    let first = 2 * (y * width + x)
                    let upper = samples[first] + samples[first + 1]
                    let lower = samples[first + width] + samples[first + width + 1]
                    means.append((upper + lower + 2) >> 2)
                }
            }
            return Plane(width: half, height: height / 2, samples: means)
        }
    }

    /// How visible error is in windows of 8 by 8 samples, 4 apart.
    struct Windows: Sendable {
        /// Blocks of 4 by 4 samples.
        let width: Int
        let height: Int
        /// C₂ / (2σ² + C₂) in 2⁻¹⁶, `[height + 1, width + 1]`: each block is in four windows. What is
        /// outside the picture is as the nearest block.
        private let visibilities: [Int64]

        fileprivate init(_ plane: Plane) {
            let (width, height) = (plane.width / 4, plane.height / 4)
            var sums = [Int64](repeating: 0, count: width * height)
            var squares = sums
            for y in 0..<plane.height {
                for x in 0..<plane.width {
                    let sample = plane.samples[y * plane.width + x]
                    sums[y / 4 * width + x / 4] += sample
                    squares[y / 4 * width + x / 4] += sample * sample
                }
            }
            self.width = width
            self.height = height
            visibilities = (0..<(height + 1) * (width + 1)).map { window in
                let (y, x) = window.quotientAndRemainder(dividingBy: width + 1)
                var sum: Int64 = 0
                var square: Int64 = 0
                for row in [max(y - 1, 0), min(y, height - 1)] {
                    for column in [max(x - 1, 0), min(x, width - 1)] {
                        sum += sums[row * width + column]
                        square += squares[row * width + column]
                    }
                }
                let variance = max(0, 64 * square - sum * sum)
                return (ErrorVisibility.constant << 16) / (2 * variance + ErrorVisibility.constant)
            }
        }

        /// The mean of all windows that touch `count` by `count` blocks.
        func mean(y: Int, x: Int, count: Int) -> Int64 {
            var sum: Int64 = 0
            for row in y...(y + count) {
                for column in x...(x + count) { sum += visibilities[row * (width + 1) + column] }
            }
            return sum / Int64((count + 1) * (count + 1))
        }
    }
}
