/// Chooses an importance map by how much error a picture hides: detail masks what is near it, while
/// flat parts show everything.
///
/// SSIM counts error against 2σ² + C₂, where σ² is the variance nearby; so the steps that serve it
/// best grow with a power of that. Integers only: a picture gets the same map on every machine.
public struct ContrastMasking: Hashable, Sendable {
    /// The power of √(2σ² + C₂) that steps follow, in sixteenths; 0 gives an even map.
    public let strength: Int

    public init(strength: Int) {
        precondition((0...64).contains(strength))
        self.strength = strength
    }

    /// (0.03 · 255)², in squares of R + G + B, for windows of 64 samples.
    private static let constant: Int64 = 58_523 * 9 * 4096 / 1000

    /// Minus the logarithm of what is typical of photographs, in 1/256: there a level is 0.
    private static let typical = 2 * 358

    /// The map of RGB pixels `[height, width, 3]`.
    ///
    /// - Precondition: Both sides are multiples of 16.
    public func importance(pixels: [UInt8], width: Int, height: Int) -> BandImportance {
        let side = 1 << BandImportance.cellLevel
        precondition(width % side == 0 && height % side == 0)
        let (rows, columns) = (height / side, width / side)
        guard strength > 0 else {
            return BandImportance(
                width: columns, height: rows, levels: [Int8](repeating: 0, count: rows * columns))
        }
        // How visible error is, 65536 where all is flat; coarser scales weigh more, as in MS-SSIM.
        var visibility = [Int64](repeating: 0, count: rows * columns)
        var plane = Plane(pixels: pixels, width: width, height: height)
        for weight in [1, 2, 2] as [Int64] {
            let windows = Windows(plane)
            let perCell = plane.width / 4 / columns
            for y in 0..<rows {
                for x in 0..<columns {
                    visibility[y * columns + x] +=
                        weight * windows.mean(y: y * perCell, x: x * perCell, count: perCell)
                }
            }
            plane = plane.halved
        }
        return BandImportance(
            width: columns, height: rows,
            levels: visibility.map { sum in
                let logarithm = binaryLogarithm(UInt64(max(1, sum / 5)), digits: 8) - 16 * 256
                // Half the logarithm is that of a step; four levels to an octave.
                let level = (strength * (logarithm + Self.typical) + 1024) >> 11
                let legal = BandImportance.legal
                return Int8(min(max(level, Int(legal.lowerBound)), Int(legal.upperBound)))
            })
    }

    /// Lightness, R + G + B.
    private struct Plane {
        let width: Int
        let height: Int
        let samples: [Int64]

        init(pixels: [UInt8], width: Int, height: Int) {
            var samples: [Int64] = []
            samples.reserveCapacity(width * height)
            for pixel in stride(from: 0, to: 3 * width * height, by: 3) {
                let (r, g, b) = (pixels[pixel], pixels[pixel + 1], pixels[pixel + 2])
                samples.append(Int64(r) + Int64(g) + Int64(b))
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
    private struct Windows {
        private let width: Int
        private let height: Int
        private var sums: [Int64]
        private var squares: [Int64]

        /// Sums of blocks of 4 by 4, of which windows are made.
        init(_ plane: Plane) {
            width = plane.width / 4
            height = plane.height / 4
            sums = [Int64](repeating: 0, count: width * height)
            squares = sums
            for y in 0..<plane.height {
                for x in 0..<plane.width {
                    let sample = plane.samples[y * plane.width + x]
                    sums[y / 4 * width + x / 4] += sample
                    squares[y / 4 * width + x / 4] += sample * sample
                }
            }
        }

        /// The mean of all windows that touch a cell of `count` by `count` blocks.
        func mean(y: Int, x: Int, count: Int) -> Int64 {
            var sum: Int64 = 0
            for row in (y - 1)..<(y + count) {
                for column in (x - 1)..<(x + count) { sum += visibility(row, column) }
            }
            return sum / Int64((count + 1) * (count + 1))
        }

        /// C₂ / (2σ² + C₂) of the window that begins at a block, in 2⁻¹⁶. Outside, what is nearest.
        private func visibility(_ y: Int, _ x: Int) -> Int64 {
            var sum: Int64 = 0
            var square: Int64 = 0
            for row in [max(y, 0), min(y + 1, height - 1)] {
                for column in [max(x, 0), min(x + 1, width - 1)] {
                    sum += sums[row * width + column]
                    square += squares[row * width + column]
                }
            }
            let variance = max(0, 64 * square - sum * sum)
            return (ContrastMasking.constant << 16) / (2 * variance + ContrastMasking.constant)
        }
    }
}
