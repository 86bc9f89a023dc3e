import CWCContainer
import CWCDecoder
import CWCImage
import CWCModel
import CWCNetwork
import CWCTestSupport
import Testing

@testable import CWCEncoder

/// Pictures through a whole file of the wavelet family.
@Suite struct WaveletEncoderTests {
    private static let model: Model = {
        var random = SeededRandom(seed: 12)
        guard let model = try? Model.tinyWavelet(using: &random) else {
            preconditionFailure("a tiny model")
        }
        return model
    }()

    private func noise(_ width: Int, _ height: Int, _ channels: Channels) -> RasterImage {
        var random = SeededRandom(seed: UInt64(width))
        return RasterImage(
            width: width, height: height, channels: channels,
            samples: (0..<width * height * channels.count).map { _ in
                UInt8.random(in: 0...255, using: &random)
            })
    }

    @Test(arguments: [Channels.grey, .rgb, .greyAlpha, .rgbAlpha], [(1, 1), (17, 5), (64, 33)])
    func everyKindOfPicture(channels: Channels, size: (Int, Int)) throws {
        var image = noise(size.0, size.1, channels)
        image.metadata = Metadata(icc: [1, 2, 3])
        for effort in EncodingOptions.efforts {
            let encoder = try ImageEncoder(
                model: Self.model, options: EncodingOptions(quality: 70, effort: effort))
            let encoded = try encoder.encode(image)
            let decoded = try ImageDecoder(encoded.bytes).decode { _ in Self.model }
            #expect(decoded.metadata == image.metadata)
            #expect(decoded.alpha == image.alpha)
            #expect(decoded.samples == encoded.decoded?.samples)
            #expect(encoded.sizes.importance == 0)
        }
    }

    /// Where the mask is bright the picture is nearer to what it was, where it is dark farther.
    @Test func aMaskMovesBits() throws {
        let image = noise(64, 64, .rgb)
        let mask = ROIMask(
            width: 64, height: 64, samples: (0..<64 * 64).map { $0 % 64 < 32 ? 200 : 56 })
        func errors(_ importance: ImportanceSource) throws -> (left: Int, right: Int, map: Int) {
            let encoder = try ImageEncoder(
                model: Self.model, options: EncodingOptions(quality: 40, importance: importance))
            let encoded = try encoder.encode(image)
            let decoded = try ImageDecoder(encoded.bytes).decode { _ in Self.model }
            #expect(decoded.samples == encoded.decoded?.samples)
            var errors = [0, 0]
            for (index, sample) in decoded.samples.enumerated() {
                let distance = Int(sample) - Int(image.samples[index])
                errors[index / 3 % 64 < 32 ? 0 : 1] += distance * distance
            }
            return (errors[0], errors[1], encoded.sizes.importance)
        }
        let even = try errors(.even)
        let masked = try errors(.mask(mask))
        #expect(masked.left < even.left && masked.right > even.right)
        #expect(even.map == 0 && (1...20).contains(masked.map))
        // A mask of mid-grey is none.
        let neutral = ROIMask(
            width: 64, height: 64, samples: [UInt8](repeating: 128, count: 64 * 64))
        #expect(try errors(.mask(neutral)) == even)
    }

    @Test func masksThatDoNotFitAreRefused() throws {
        let mask = ROIMask(width: 2, height: 1, samples: [1, 2])
        let encoder = try ImageEncoder(
            model: Self.model, options: EncodingOptions(importance: .mask(mask)))
        #expect(throws: EncodingError.wrongMaskSize(width: 2, height: 1)) {
            try encoder.encode(noise(1, 1, .rgb))
        }
        var random = SeededRandom(seed: 3)
        let seed = try Model.tiny(using: &random)
        #expect(throws: EncodingError.unsupportedImportance(seed.id)) {
            try ImageEncoder(model: seed, options: EncodingOptions(importance: .even))
        }
    }

    @Test func tilesNeedAFamilyThatHasThem() throws {
        var random = SeededRandom(seed: 3)
        let seed = try Model.tiny(using: &random)
        #expect(throws: EncodingError.unsupportedTiling(seed.id)) {
            try ImageEncoder(
                model: seed, options: EncodingOptions(tiling: Tiling(side: 256)))
        }
        _ = try ImageEncoder(model: seed, options: EncodingOptions(tiling: Tiling.none))
    }

    /// Padding counts: a column of pixels is coded as if it were as wide as the coarsest level asks.
    @Test func thePixelLimitHolds() throws {
        let levels = try #require(Self.model.facts.first { $0.name == "levels" }).value
        let unit = UInt64(1) << levels
        var options = EncodingOptions()
        options.pixelLimit = unit * 64
        let encoder = try ImageEncoder(model: Self.model, options: options)
        let file = try encoder.encode(noise(1, 64, .rgb)).bytes
        #expect(
            throws: EncodingError.pixelLimitExceeded(needed: unit * (64 + unit), limit: unit * 64)
        ) {
            try encoder.encode(noise(1, 65, .rgb))
        }
        // Decoders count alike.
        func decode(_ limit: UInt64) throws -> RasterImage {
            try ImageDecoder(file, limits: DecodingLimits(pixels: limit))
                .decode { $0 == Self.model.id ? Self.model : nil }
        }
        #expect(try decode(unit * 64).height == 64)
        #expect {
            try decode(unit * 64 - 1)
        } throws: { ($0 as? FormatError)?.code == .limitExceeded }
    }

    @Test func otherPayloadFormsAreRefused() {
        for form in [PayloadForm.packed, .deflate] {
            #expect(throws: EncodingError.unsupportedPayloadForm(Self.model.id)) {
                try ImageEncoder(
                    model: Self.model, options: EncodingOptions(payloadForm: form))
            }
        }
    }

    @Test func theMemoryLimitHolds() throws {
        let encoder = try ImageEncoder(
            model: Self.model, options: EncodingOptions(memoryLimit: 10_000))
        #expect {
            try encoder.encode(noise(64, 64, .rgb))
        } throws: { if case EncodingError.memoryLimitExceeded = $0 { true } else { false } }
    }

    /// Better quality is nearer to the picture, until the tiny model's post-filter is all that is wrong.
    @Test func qualityCounts() throws {
        let image = noise(32, 32, .rgb)
        let sizes = try [0.0, 30, 60, 90].map { quality in
            try ImageEncoder(model: Self.model, options: EncodingOptions(quality: quality))
                .encode(image).bytes.count
        }
        #expect(sizes == sizes.sorted() && Set(sizes).count == 4)
    }
}
