import CWCDecoder
import CWCModel
import CWCTestSupport
import Testing

@Suite struct ChecksumTests {
    /// A file whose checksum of the pixels is wrong by one bit, and right otherwise.
    let sample: Sample
    let right: UInt32

    init() {
        var sample = Sample(width: 20, height: 10)
        right = sample.expected.checksum
        sample.container.header.pixelChecksum = right ^ 1
        self.sample = sample
    }

    @Test("Wrong pixels are refused")
    func mismatch() throws {
        let decoder = try ImageDecoder(sample.bytes)
        let error = try #require(throws: FormatError.self) { try decoder.decode(models: lookUp) }
        #expect(error.code == .checksumMismatch)
        #expect(error.section == "cwc §9.4")
        // Signature 8, version 2, flags 1, sides 1 + 1, model 8, quality 2.
        #expect(error.offset == 23)
    }

    @Test("Who asks gets them anyway")
    func unverified() throws {
        let options = DecodingOptions(verifiesPixels: false)
        let image = try ImageDecoder(sample.bytes).decode(options, models: lookUp)
        #expect(image == sample.expected)
    }

    @Test("A file need not have the checksum")
    func absent() throws {
        let sample = Sample(width: 20, height: 10, storesChecksum: false)
        #expect(try ImageDecoder(sample.bytes).decode(models: lookUp) == sample.expected)
    }
}
