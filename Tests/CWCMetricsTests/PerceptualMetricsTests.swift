import CWCImage
import CWCTestSupport
import Testing

@testable import CWCMetrics

/// SSIMULACRA2 and Butteraugli on pictures that are drawn.
@Suite struct PerceptualMetricsTests {
    struct Recorded: Sendable {
        var size: (Int, Int, channels: Channels)
        var ssimulacra2: Double
        var maximum: Double
        var threeNorm: Double
    }

    /// What this code said when it agreed with libjxl on photographs (``SharedPairTests``): of a
    /// picture with all scales, one whose sides are odd, a grey one with fewer scales.
    private static let recorded = [
        Recorded(
            size: (192, 176, .rgb), ssimulacra2: 62.47193, maximum: 9.412965, threeNorm: 3.994058),
        Recorded(
            size: (203, 165, .rgb), ssimulacra2: 61.28558, maximum: 11.677989, threeNorm: 4.559978),
        Recorded(
            size: (61, 47, .grey), ssimulacra2: 90.12327, maximum: 5.622085, threeNorm: 3.268974),
        Recorded(size: (9, 8, .rgb), ssimulacra2: 86.28254, maximum: 3.330229, threeNorm: 2.416119),
    ]

    @Test(arguments: recorded)
    func figuresDoNotChange(recorded: Recorded) throws {
        let (width, height, channels) = recorded.size
        let pair = ReferencePair(width: width, height: height, channels: channels)
        let score = try ssimulacra2(original: pair.first, distorted: pair.second)
        let distance = butteraugli(original: pair.first, distorted: pair.second)
        #expect(abs(score - recorded.ssimulacra2) < 1e-3)
        #expect(abs(distance.maximum / recorded.maximum - 1) < 1e-4)
        #expect(abs(distance.threeNorm / recorded.threeNorm - 1) < 1e-4)
    }

    @Test(arguments: [(64, 48), (33, 17), (15, 14), (8, 8)])
    func equalPictures(width: Int, height: Int) throws {
        for channels in [Channels.rgb, .grey] {
            let picture = ReferencePair(width: width, height: height, channels: channels).second
            #expect(try ssimulacra2(original: picture, distorted: picture) == 100)
            let distance = butteraugli(original: picture, distorted: picture)
            #expect(distance == ButteraugliDistance(maximum: 0, threeNorm: 0))
        }
    }

    /// More of the same distortion is worse.
    @Test func worseIsWorse() throws {
        let original = ReferencePair(width: 96, height: 80).first
        let noise = Drawing.noise(width: 96, height: 80, seed: 5)
        var (score, distance) = (100.0, 0.0)
        for strength in [1, 3, 6, 12, 25, 50] {
            let samples = zip(original.samples, noise).map { sample, noise in
                UInt8(clamping: Int(sample) + (Int(noise) - 128) * strength / 128)
            }
            let distorted = RasterImage(width: 96, height: 80, channels: .rgb, samples: samples)
            let nextScore = try ssimulacra2(original: original, distorted: distorted)
            let next = butteraugli(original: original, distorted: distorted)
            #expect(nextScore < score && next.threeNorm > distance)
            #expect(next.threeNorm <= next.maximum)
            (score, distance) = (nextScore, next.threeNorm)
        }
        #expect(score < 40 && distance > 3)
    }

    @Test func greyIsRGBOfEqualParts() throws {
        let pair = ReferencePair(width: 40, height: 31, channels: .grey)
        let (first, second) = (pair.first.convertedToRGB(), pair.second.convertedToRGB())
        #expect(
            try ssimulacra2(original: pair.first, distorted: pair.second)
                == ssimulacra2(original: first, distorted: second))
        #expect(
            butteraugli(original: pair.first, distorted: pair.second)
                == butteraugli(original: first, distorted: second))
    }

    @Test(arguments: [Channels.grey, .rgb])
    func alphaIsLeftOut(channels: Channels) throws {
        let pair = ReferencePair(width: 24, height: 20, channels: channels)
        let count = channels.count
        let samples = stride(from: 0, to: pair.first.samples.count, by: count).flatMap {
            pair.first.samples[$0..<$0 + count] + [UInt8($0 % 251)]
        }
        let withAlpha = RasterImage(
            width: 24, height: 20, channels: count == 1 ? .greyAlpha : .rgbAlpha, samples: samples)
        #expect(
            try ssimulacra2(original: withAlpha, distorted: pair.second)
                == ssimulacra2(original: pair.first, distorted: pair.second))
        #expect(
            butteraugli(original: withAlpha, distorted: pair.second)
                == butteraugli(original: pair.first, distorted: pair.second))
    }

    @Test(arguments: [(7, 40), (40, 7), (1, 1)])
    func smallPictures(width: Int, height: Int) throws {
        let pair = ReferencePair(width: width, height: height)
        let error = MetricsError.tooSmall(side: min(width, height), minimum: 8)
        #expect(throws: error) { try ssimulacra2(original: pair.first, distorted: pair.second) }
        let distance = butteraugli(original: pair.first, distorted: pair.second)
        #expect(distance.threeNorm > 0.1 && distance.threeNorm < 100)
        let none = butteraugli(original: pair.first, distorted: pair.first)
        #expect(none == ButteraugliDistance(maximum: 0, threeNorm: 0))
    }

    /// A brighter screen shows more.
    @Test func intensityTarget() {
        let pair = ReferencePair(width: 32, height: 32)
        let distances = [40.0, 80, 250].map {
            butteraugli(original: pair.first, distorted: pair.second, intensityTarget: $0).threeNorm
        }
        #expect(distances[0] < distances[1] && distances[1] < distances[2])
    }

    /// In strips a picture has the same distance as in one piece.
    @Test func strips() {
        let pair = ReferencePair(width: 19, height: 331)
        var strips = ButteraugliPair(
            original: pair.first, distorted: pair.second, intensityTarget: 80)
        let whole = strips.distance(columns: 0..<19, rows: 0..<331)
        for stripHeight in [100, 30] {
            strips.stripHeight = stripHeight
            let distance = strips.distance(columns: 0..<19, rows: 0..<331)
            #expect(distance.maximum == whole.maximum)
            #expect(abs(distance.threeNorm - whole.threeNorm) < 1e-9)
        }
    }
}
