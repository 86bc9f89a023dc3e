import CWCContainer
import CWCDecoder
import CWCNetwork
import CWCTestSupport
import Testing

@testable import CWCEncoder

/// Pictures through a whole file of family 2.
@Suite struct WaveletCodingTests {
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

    /// Better quality is nearer to the picture, until the tiny model's mending is all that is wrong.
    @Test func qualityCounts() throws {
        let image = noise(32, 32, .rgb)
        let sizes = try [0.0, 30, 60, 90].map { quality in
            try ImageEncoder(model: Self.model, options: EncodingOptions(quality: quality))
                .encode(image).bytes.count
        }
        #expect(sizes == sizes.sorted() && Set(sizes).count == 4)
    }
}
