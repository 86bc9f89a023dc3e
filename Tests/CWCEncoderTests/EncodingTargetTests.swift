import CWCContainer
import CWCDecoder
import CWCImage
import CWCModel
import CWCNetwork
import CWCTestSupport
import Testing

@testable import CWCEncoder

@Suite struct EncodingTargetTests {
    private let image = RasterImage(
        width: 48, height: 40, channels: .rgbAlpha,
        samples: (0..<48 * 40 * 4).map { UInt8(truncatingIfNeeded: $0 * $0 / 700 + $0 % 5 * 9) })

    private func encoder(quality: Double = 50) throws -> ImageEncoder {
        var random = SeededRandom(seed: 12)
        var options = EncodingOptions(quality: quality, effort: 1)
        options.keepsInvisibleColours = true
        return try ImageEncoder(model: try .tinyWavelet(using: &random), options: options)
    }

    private func encoded(at hundredths: Int) throws -> EncodedImage {
        try encoder(quality: Double(hundredths) / 100).encode(image)
    }

    private func error(_ encoded: EncodedImage) throws -> Double {
        let decoded = try #require(encoded.decoded)
        var sum = 0
        for (a, b) in zip(image.samples, decoded.samples) {
            sum += (Int(a) - Int(b)) * (Int(a) - Int(b))
        }
        return Double(sum) / Double(48 * 40 * 3)
    }

    /// The file fits, and one of two points more would not: sizes of small files waver by less.
    @Test(arguments: [0.1, 0.35, 0.8], [0.0, 50, 100])
    func filesFit(share: Double, start: Double) throws {
        let smallest = try encoded(at: 0).bytes.count
        let largest = try encoded(at: 10_000).bytes.count
        let limit = smallest + Int(share * Double(largest - smallest))
        let found = try encoder(quality: start).encode(image, reaching: .fileSize(limit))
        #expect(found.bytes.count <= limit)
        let quality = Int(try #require(found.header.qualityHundredths))
        #expect(try encoded(at: min(quality + 200, 10_000)).bytes.count > limit)
        #expect(found == (try encoded(at: quality)))
    }

    /// The picture is good enough, and one of two points less would not be: a tenth, but that symbols
    /// chosen by rate, too, and random networks that are certain of zeros make errors waver.
    @Test(arguments: [0.1, 0.5]) func picturesAreGoodEnough(share: Double) throws {
        let worst = try error(try encoded(at: 0))
        let best = try error(try encoded(at: 10_000))
        let limit = best + share * (worst - best)
        let found = try encoder().encode(image, reaching: .meanSquaredError(limit))
        #expect(try error(found) <= limit)
        let quality = Int(try #require(found.header.qualityHundredths))
        #expect(try error(try encoded(at: max(quality - 200, 0))) > limit)
    }

    /// What every quality reaches takes the boldest.
    @Test func easyTargets() throws {
        let large = try encoder().encode(image, reaching: .fileSize(1_000_000))
        #expect(large.header.qualityHundredths == 10_000)
        let rough = try encoder().encode(image, reaching: .meanSquaredError(1e6))
        #expect(rough.header.qualityHundredths == 0)
    }

    @Test func targetsOutOfReach() throws {
        let smallest = try encoded(at: 0).bytes.count
        #expect(
            throws: EncodingError.targetOutOfReach(.fileSize(9), best: Double(smallest))
        ) { try encoder().encode(image, reaching: .fileSize(9)) }
        let best = try error(try encoded(at: 10_000))
        #expect(
            throws: EncodingError.targetOutOfReach(.meanSquaredError(best / 2), best: best)
        ) { try encoder().encode(image, reaching: .meanSquaredError(best / 2)) }
    }
}
