import CWCBitstream
import CWCTestSupport
import Testing

@testable import CWCWavelet

/// The quality of parts of a picture, and the steps that follow from it. Spec cwc §5.4, §5.5.5.
@Suite struct QualityMapTests {
    /// Two by two cells; a map of a picture of 32 by 32 pixels.
    private let map = QualityMap(
        quality: 5000,
        importance: WaveletImportanceMap(width: 2, height: 2, offsets: [1, -2, 0, -16]))

    @Test func positionsHaveTheQualityOfTheirCell() {
        #expect(map.qualities(level: 4, height: 2, width: 2) == .local([5500, 4000, 5000, 0]))
        let finer = map.qualities(level: 3, height: 4, width: 4)
        #expect((0..<4).map { finer[$0] } == [5500, 5500, 4000, 4000])
        #expect((8..<12).map { finer[$0] } == [5000, 5000, 0, 0])
    }

    /// −17 · 500 / 4, rounded down, also below zero.
    @Test func coarsePositionsHaveTheMean() {
        #expect(map.qualities(level: 5, height: 1, width: 1) == .local([5000 - 2125]))
        let odd = QualityMap(
            quality: 100,
            importance: WaveletImportanceMap(width: 2, height: 2, offsets: [0, 0, 0, -1]))
        #expect(odd.qualities(level: 5, height: 1, width: 1) == .local([0]))
    }

    @Test func qualityStaysOnItsScale() {
        let high = QualityMap(
            quality: 9800, importance: WaveletImportanceMap(width: 1, height: 1, offsets: [15]))
        #expect(high.qualities(level: 4, height: 1, width: 1) == .local([10_000]))
    }

    @Test func anEvenMapIsNone() {
        let even = QualityMap(
            quality: 1234, importance: WaveletImportanceMap(width: 1, height: 2, offsets: [0, 0]))
        #expect(even == QualityMap(quality: 1234))
        #expect(even.qualities(level: 2, height: 8, width: 4) == .even(1234))
    }

    /// Runs cover each row once, and each has the step of its parents' quality; the coarsest level
    /// that of the file.
    @Test(arguments: 1...5)
    func runsCoverALevel(level: Int) {
        let baseSteps = BaseQuantizationSteps.equalError(levels: 5)
        let side = 32 >> level
        let steps = LevelQuantizationSteps(baseSteps, map, level: level, height: side, width: side)
        let parents = map.qualities(level: level + 1, height: side / 2, width: side / 2)
        var covered = 0
        steps.subband(7).forEachRun(height: side, columns: 0..<side) { row, columns, step in
            for column in columns {
                let quality = level == 5 ? 5000 : parents[row / 2 * (side / 2) + column / 2]
                #expect(
                    step == QuantizationSteps(baseSteps, quality: quality).details[level - 1][7])
                #expect(row * side + column == covered)
                covered += 1
            }
        }
        #expect(covered == side * side)
    }
}

@Suite struct ContrastMaskingTests {
    private func offsets(_ pixels: [UInt8], strength: Int = 16) -> [Int8] {
        ContrastMasking(strength: strength).importance(
            ErrorVisibility(pixels: pixels, width: 32, height: 32), width: 32, height: 32
        ).offsets
    }

    /// What is flat shows all error; there the offset depends on the strength alone: 4 · 1.398
    /// octaves of a step each.
    @Test func flatPartsShowMost() {
        let flat = [UInt8](repeating: 77, count: 32 * 32 * 3)
        #expect(offsets(flat) == [6, 6, 6, 6])
        #expect(offsets(flat, strength: 8) == [3, 3, 3, 3])
        #expect(offsets(flat, strength: 0) == [0, 0, 0, 0])
    }

    /// Noise of variance σ² hides error as √(2σ² / C₂ + 1) says: σ = 37, 18 and 9 at the three scales
    /// make 1.43 octaves, which is what is typical.
    @Test func noiseHidesError() {
        var random = SeededRandom(seed: 5)
        let grey = (0..<32 * 32).map { _ in UInt8.random(in: 64...192, using: &random) }
        let found = offsets(grey.flatMap { [$0, $0, $0] })
        #expect(found.allSatisfy { (-1...1).contains($0) })
    }

    /// A busy half hides error, a quiet one does not; the order is that of the cells.
    @Test func cellsAreInTheirPlaces() {
        var random = SeededRandom(seed: 6)
        var pixels = [UInt8](repeating: 100, count: 32 * 32 * 3)
        for y in 0..<16 {
            for x in 16..<32 {
                for c in 0..<3 {
                    pixels[(y * 32 + x) * 3 + c] = UInt8.random(in: 0...255, using: &random)
                }
            }
        }
        let found = offsets(pixels)
        #expect(found[1] < 0 && found[1] < found[0] - 3 && found[1] < found[2] - 3)
        #expect(found[2] > 3)
    }
}

@Suite struct ErrorVisibilityTests {
    /// Where all is flat all error shows, at every level, whatever scales the size leaves.
    @Test(arguments: [16, 32, 64, 192])
    func allErrorShowsInFlatPictures(side: Int) {
        let flat = [UInt8](repeating: 200, count: side * side * 3)
        let visibility = ErrorVisibility(pixels: flat, width: side, height: side)
        for level in 1...6 where side % (1 << level) == 0 {
            let count = side >> level
            let positions = visibility.positions(level: level, height: count, width: count)
            #expect(positions == [Int64](repeating: 65536, count: count * count))
        }
    }

    /// Little error shows in a busy quarter, at its positions and, but for what windows reach beyond
    /// it, at no others.
    @Test func busyPartsHideErrorInTheirPlace() {
        var random = SeededRandom(seed: 3)
        let side = 256
        var pixels = [UInt8](repeating: 90, count: side * side * 3)
        // Noise on patches of 16 pixels: busy at every scale.
        let patches = (0..<64).map { _ in UInt8.random(in: 0...191, using: &random) }
        for y in 128..<256 {
            for x in 0..<128 {
                let patch = patches[y % 128 / 16 * 8 + x / 16]
                for c in 0..<3 {
                    pixels[(y * side + x) * 3 + c] =
                        patch + UInt8.random(in: 0...63, using: &random)
                }
            }
        }
        let visibility = ErrorVisibility(pixels: pixels, width: side, height: side)
        for level in 1...5 {
            let count = side >> level
            let positions = visibility.positions(level: level, height: count, width: count)
            let margin = max(1, 32 >> level)
            for y in 0..<count {
                for x in 0..<count {
                    let shown = positions[y * count + x]
                    let (down, across) = (y - count / 2, count / 2 - 1 - x)
                    if min(down, across) >= margin {
                        #expect(shown < 32768, "level \(level), \(y), \(x)")
                    } else if min(down, across) < -margin {
                        #expect(shown == 65536, "level \(level), \(y), \(x)")
                    }
                }
            }
        }
    }
}

@Suite struct BinaryLogarithmTests {
    @Test func logarithmsAreRoundedToNearest() {
        for (n, digits) in [(1, 8), (65535, 8), (65536, 8), (3, 16), (1 << 31, 4)]
            as [(UInt64, Int)]
        {
            let exact = (logTwo(Double(n)) * Double(1 << digits)).rounded()
            #expect(Double(binaryLogarithm(n, digits: digits)) == exact)
        }
    }
}
