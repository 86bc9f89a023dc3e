import CWCDecoder
import CWCEncoder
import CWCImage
import CWCModel
import CWCTestSupport
import Testing

@Suite struct RoundTripTests {
    /// The decoder verifies the checksum that the encoder stored: it sees the same pixels.
    @Test("Every size from 1 × 1 to 18 × 18", arguments: 1...18)
    func sizes(height: Int) throws {
        for width in 1...18 {
            let image = picture(
                width, height, Channels.allCases[(width + height) % 4],
                seed: UInt64(100 * height + width))
            let encoded = try encode(image)
            let decoded = try ImageDecoder(encoded.bytes).decode(models: lookUp)
            #expect(encoded.header.pixelChecksum == decoded.checksum)
            #expect(encoded.decoded == decoded)
            #expect((decoded.width, decoded.height) == (width, height))
            #expect(decoded.channels == image.channels)
            #expect(decoded.alpha == image.alpha)
        }
    }

    @Test("Very wide and very tall", arguments: [(1000, 1), (1, 1000), (257, 3)])
    func thin(width: Int, height: Int) throws {
        let image = picture(width, height, .rgbAlpha)
        let decoded = try ImageDecoder(encode(image).bytes).decode(models: lookUp)
        #expect(decoded.alpha == image.alpha)
    }

    @Test("Metadata survive byte for byte")
    func metadata() throws {
        let metadata = Metadata(
            icc: Array(0...255), exif: Array("MM\0*".utf8), xmp: Array("<x/>".utf8),
            cicp: CICP(primaries: 9, transfer: 18, isFullRange: false))
        let encoded = try encode(picture(9, 9, metadata: metadata))
        #expect(try ImageDecoder(encoded.bytes).decode(models: lookUp).metadata == metadata)
    }

    @Test("Payload forms change no pixel", arguments: Channels.allCases)
    func forms(channels: Channels) throws {
        let image = picture(43, 29, channels)
        let decoded = try PayloadForm.allCases.map { form in
            let encoded = try encode(image, EncodingOptions(payloadForm: form))
            #expect(encoded.header.payloadForm == form)
            return try ImageDecoder(encoded.bytes).decode(models: lookUp)
        }
        #expect(Set(decoded).count == 1)
    }

    @Test("Threads change no byte", arguments: [2, 3])
    func threads(count: Int) throws {
        let image = picture(75, 50, .rgbAlpha)
        #expect(
            try encode(image, EncodingOptions(threads: count)) == encode(image, EncodingOptions()))
    }

    @Test("Without the checksum the file is four bytes shorter and else the same picture")
    func withoutChecksum() throws {
        let image = picture(20, 20)
        let with = try encode(image)
        let without = try encode(image, EncodingOptions(storesPixelChecksum: false))
        #expect(without.header.pixelChecksum == nil)
        #expect(without.decoded == nil)
        #expect(without.bytes.count == with.bytes.count - 4)
        #expect(
            try ImageDecoder(without.bytes).decode(models: lookUp)
                == ImageDecoder(with.bytes).decode(models: lookUp))
    }

    @Test("The networks of the seed, narrow", arguments: [(1, 1), (24, 16), (33, 9)])
    func seed(width: Int, height: Int) throws {
        var random = SeededRandom(seed: 3)
        let model = try Model.narrowSeed(using: &random)
        let encoded = try ImageEncoder(model: model).encode(picture(width, height))
        let decoder = try ImageDecoder(encoded.bytes)
        let decoded = try decoder.decode { $0 == model.id ? model : nil }
        #expect(encoded.header.pixelChecksum == decoded.checksum)
        // Random as they are, the networks pass something on.
        if width * height > 64 { #expect(Set(decoded.samples).count > 20) }
    }
}
