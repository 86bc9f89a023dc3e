import CWCDecoder
import CWCEncoder
import CWCImage
import CWCModel
import CWCSeed
import CWCTestSupport
import Testing

@Suite struct EncodedImageTests {
    @Test("Sizes are those of the payloads and add up to the file")
    func sizes() throws {
        let metadata = Metadata(
            icc: [1, 2, 3], xmp: [4, 5], cicp: CICP(primaries: 1, transfer: 13))
        let encoded = try encode(picture(50, 40, .rgbAlpha, metadata: metadata))
        let container = try Container(parsing: encoded.bytes)
        let sizes = encoded.sizes
        #expect(encoded.header == container.header)
        #expect(sizes.importance == container.importance.count)
        #expect(sizes.codes == container.codes.count)
        #expect(sizes.alpha == container.alpha?.count)
        #expect(sizes.metadata == 9)
        #expect(
            sizes.importance + sizes.codes + sizes.alpha + sizes.metadata + sizes.overhead
                == encoded.bytes.count)
    }

    @Test("A default file has at most 48 bytes that are neither map nor codes")
    func overhead() throws {
        #expect(try encode(picture(300, 200)).sizes.overhead <= 48)
    }

    @Test("A model that only decodes is refused")
    func decodeOnly() throws {
        var random = SeededRandom(seed: 7)
        let model = try Model.tiny(using: &random, hasEncoder: false)
        #expect(throws: EncodingError.decodeOnlyModel(model.id)) { try ImageEncoder(model: model) }
    }

    @Test("Memory has a limit, for the decoding too that gives the checksum")
    func memory() throws {
        // 3 × 2 positions of codes.
        let part = try #require(tiny.encoder)
        let analysis =
            part.features.peakByteCount(height: 16, width: 24)
            + [part.importance, part.codes].reduce(0) {
                $0 + $1.peakByteCount(height: 2, width: 3, strip: 16)
            }
        let synthesis = tiny.synthesis.peakByteCount(height: 2, width: 3)
        // The picture itself, and the networks.
        let needed = 20 * 10 * 3 + max(analysis, synthesis)
        let image = picture(20, 10)
        #expect(throws: Never.self) { try encode(image, EncodingOptions(memoryLimit: needed)) }
        #expect(throws: EncodingError.memoryLimitExceeded(needed: needed, limit: needed - 1)) {
            try encode(image, EncodingOptions(memoryLimit: needed - 1))
        }
        #expect(throws: EncodingError.memoryLimitExceeded(needed: 20 * 10 * 3 + analysis, limit: 1))
        {
            try encode(image, EncodingOptions(storesPixelChecksum: false, memoryLimit: 1))
        }
    }
}
