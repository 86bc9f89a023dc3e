import CWCDecoder
import CWCImage
import CWCModel
import CWCSeed
import CWCTestSupport
import Testing

@Suite struct DecodingTests {
    @Test("Every size from 1 × 1 to 18 × 18", arguments: 1...18)
    func sizes(height: Int) throws {
        for width in 1...18 {
            let channels = Channels.allCases[(width + height) % 4]
            let sample = Sample(
                width: width, height: height, channels: channels,
                seed: UInt64(100 * height + width))
            let image = try ImageDecoder(sample.bytes).decode(models: lookUp)
            #expect(image == sample.expected)
        }
    }

    @Test("The pictures of these tests have contents")
    func contents() {
        let expected = Sample(width: 40, height: 40).expected
        #expect(Set(expected.samples).count > 20)
    }

    @Test("Payload forms change no pixel", arguments: Channels.allCases)
    func forms(channels: Channels) throws {
        let packed = Sample(width: 37, height: 21, channels: channels, form: .packed)
        let deflated = Sample(width: 37, height: 21, channels: channels, form: .deflate)
        #expect(packed.bytes != deflated.bytes)
        #expect(
            try ImageDecoder(packed.bytes).decode(models: lookUp)
                == ImageDecoder(deflated.bytes).decode(models: lookUp))
    }

    @Test("Threads change no pixel", arguments: [2, 3, 7])
    func threads(count: Int) throws {
        let decoder = try ImageDecoder(Sample(width: 61, height: 45).bytes)
        #expect(
            try decoder.decode(DecodingOptions(threads: count), models: lookUp)
                == decoder.decode(models: lookUp))
    }

    @Test("Row by row it is the same picture", arguments: Channels.allCases)
    func rows(channels: Channels) throws {
        let sample = Sample(width: 37, height: 51, channels: channels)
        let decoder = try ImageDecoder(sample.bytes)
        var samples: [UInt8] = []
        var next = 0
        try decoder.decode(DecodingOptions(threads: 2), models: lookUp) { y, row in
            #expect(y == next)
            #expect(row.count == 37 * channels.count)
            for index in row.indices { samples.append(UInt8(row[index])) }
            next += 1
        }
        #expect(samples == sample.expected.samples)
    }

    @Test("The checksum is that of all rows")
    func rowsOfAWrongPicture() throws {
        var sample = Sample(width: 20, height: 30)
        sample.container.header.pixelChecksum = sample.expected.checksum ^ 1
        let decoder = try ImageDecoder(sample.bytes)
        var count = 0
        let error = try #require(throws: FormatError.self) {
            try decoder.decode(models: lookUp) { _, _ in count += 1 }
        }
        #expect(error.code == .checksumMismatch)
        #expect(count == 30)
        try decoder.decode(DecodingOptions(verifiesPixels: false), models: lookUp) { _, _ in }
    }

    @Test("Metadata come with the picture")
    func metadata() throws {
        let metadata = Metadata(icc: [1, 2, 3], exif: [], xmp: Array("<x/>".utf8))
        let decoder = try ImageDecoder(Sample(width: 3, height: 5, metadata: metadata).bytes)
        #expect(decoder.metadata == metadata)
        #expect(try decoder.decode(models: lookUp).metadata == metadata)
    }

    @Test("Checking a file runs no network", arguments: Channels.allCases)
    func check(channels: Channels) throws {
        var sample = Sample(width: 25, height: 9, channels: channels)
        let decoder = try ImageDecoder(sample.bytes)
        #expect(throws: Never.self) { try decoder.check(models: lookUp) }
        sample.container.codes.append(0)
        let damaged = try ImageDecoder(sample.bytes)
        let error = try #require(throws: FormatError.self) { try damaged.check(models: lookUp) }
        #expect(error.code == .badDeflate)
    }

    @Test("The importance map of a file", arguments: PayloadForm.allCases)
    func importanceMap(form: PayloadForm) throws {
        let sample = Sample(width: 70, height: 33, form: form)
        let map = try #require(try ImageDecoder(sample.bytes).importanceMap(models: lookUp))
        #expect(map.values == sample.map.levels.map { Int($0) })
        #expect(map.range == 0...sample.map.geometry.levels - 1)
        #expect([map.width, map.height, map.scale] == [9, 5, 8])
    }
}
