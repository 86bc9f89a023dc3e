import CWCContainer
import CWCTestSupport
import Testing

@testable import CWCWavelet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct WaveletTests {
    /// What counts is the picture with its padding: one that is a pixel wide has 64 times its pixels.
    @Test(arguments: [
        (768, 512, false), (1920, 1080, false), (2048, 1024, false), (2049, 1024, true),
        (1, 32_768, false), (1, 33_000, true),
    ])
    func largePicturesHaveTiles(width: Int, height: Int, tiled: Bool) {
        let geometry = WaveletGeometry(imageWidth: width, imageHeight: height, levels: 6)
        #expect(geometry.usualTiling.side == (tiled ? 1024 : nil))
    }

    private func noise(_ width: Int, _ height: Int, seed: UInt64) -> WaveletPlane {
        var random = SeededRandom(seed: seed)
        return WaveletPlane(
            width: width, height: height,
            samples: (0..<width * height).map { _ in Int32.random(in: -4096...4095, using: &random)
            })
    }

    /// Lifting is undone exactly, whatever the rounding, at every even size.
    @Test(arguments: [(2, 2), (2, 8), (6, 2), (4, 10), (34, 18)])
    func subbandsJoinToThePlane(width: Int, height: Int) {
        let plane = noise(width, height, seed: UInt64(width * 100 + height))
        let split = SubbandSplit(splitting: plane)
        #expect(split.ll.width == width / 2 && split.ll.height == height / 2)
        #expect(split.joined == plane)
    }

    /// A plane of one value has no detail.
    @Test func flatPlanesHaveNoDetail() {
        let flat = WaveletPlane(
            width: 16, height: 8, samples: [Int32](repeating: 1000, count: 128))
        let split = SubbandSplit(splitting: flat)
        for detail in split.details { #expect(detail.samples.allSatisfy { abs($0) <= 1 }) }
        #expect(Set(split.ll.samples).count == 1)
    }

    /// Edges that run up and down are detail across, HL; and the other way round.
    @Test func detailsHaveTheirDirections() {
        func energies(_ value: (Int, Int) -> Int32) -> [Int64] {
            let plane = WaveletPlane(
                width: 16, height: 16,
                samples: (0..<256).map { value($0 % 16, $0 / 16) })
            return SubbandSplit(splitting: plane).details.map { subband in
                subband.samples.reduce(0) { $0 + Int64($1) * Int64($1) }
            }
        }
        let across = energies { x, _ in x % 2 == 0 ? 800 : -800 }
        let down = energies { _, y in y % 2 == 0 ? 800 : -800 }
        let both = energies { x, y in (x + y) % 2 == 0 ? 800 : -800 }
        #expect(across[0] > 100 * max(across[1], across[2], 1))
        #expect(down[1] > 100 * max(down[0], down[2], 1))
        #expect(both[2] > 100 * max(both[0], both[1], 1))
    }

    /// Colours come back to within a sixteenth or two of a grey level.
    @Test func picturesComeBack() {
        var random = SeededRandom(seed: 4)
        let pixels = (0..<64 * 64 * 3).map { _ in UInt8.random(in: 0...255, using: &random) }
        let pyramid = WaveletPyramid(pixels: pixels, width: 64, height: 64, levels: 6)
        #expect(pyramid.details.map { $0[0].width } == [32, 16, 8, 4, 2, 1])
        let colours = WaveletPyramid.colours(of: pyramid.components)
        for (colour, pixel) in zip(colours, pixels) {
            #expect(abs(colour - (Int32(pixel) - 128) * 16) <= 2)
        }
    }

    /// The stated lengths of the basis functions: a unit in one coefficient, seen in RGB.
    @Test(arguments: [0, 1, 2], [0, 1, 2, 3])
    func stepsFitTheBasisFunctions(component: Int, level: Int) {
        let size = 256
        let blank = WaveletPyramid(
            pixels: [UInt8](repeating: 128, count: size * size * 3), width: size, height: size,
            levels: level + 1)
        // 192 grey levels, halved four times.
        let steps = QuantizationSteps(.equalError(levels: level + 1), quality: 8000)
        for subband in 0..<3 {
            var pyramid = blank
            let index = component * 3 + subband
            let step = steps.details[level][index]
            let plane = pyramid.details[level][index]
            // A large symbol, so that rounding does not matter.
            pyramid.details[level][index].samples[
                plane.height / 2 * plane.width + plane.width / 2] =
                QuantizationSteps.value(64, step: step)
            let colours = WaveletPyramid.colours(of: pyramid.components)
            let length = colours.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            #expect(abs(length / (12 * 16 * 64) - 1) < 0.01)
        }
    }

    /// Twenty points of quality halve a step, hundredths between them count, and no step is 0.
    @Test func stepsFallWithQuality() {
        let baseSteps = BaseQuantizationSteps(ll: [1, 1 << 20, 1 << 24], details: [])
        func ll(_ quality: Int) -> [Int32] { QuantizationSteps(baseSteps, quality: quality).ll }
        #expect(ll(0) == [1, 1 << 20, 1 << 24])
        #expect(ll(2000) == [1, 1 << 19, 1 << 23])
        #expect(ll(10_000) == [1, 1 << 15, 1 << 19])
        for quality in 0..<10_000 {
            let exact = 1_048_576 * exp2(-Double(quality) / 2000)
            #expect(abs(Double(ll(quality)[1]) / exact - 1) < 2e-4)
            #expect(ll(quality)[2] > ll(quality + 1)[2])
        }
    }

    /// Encoder's rounding: the fraction of a step from which on a magnitude is rounded up.
    @Test func symbolsHaveADeadZone() {
        for (value, symbol) in [(0, 0), (9, 0), (-9, 0), (10, 1), (-10, -1), (25, 1), (26, 2)] {
            #expect(
                QuantizationSteps.symbol(Int32(value), step: 16 << 6, roundingUp: 154)
                    == Int32(symbol),
                "\(value)")
        }
    }
}
