import CWCBitstream
import CWCTestSupport
import Testing

@Suite struct DeflateTests {
    /// A stream that zlib cannot make shorter than a few dozen bytes.
    private static let text = Array("the rest is never sent, the rest is silence, the end".utf8)

    private func noise(_ count: Int) -> [UInt8] {
        var random = SeededRandom()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test(arguments: [0, 1, 2, 255, 256, 65_535, 65_536, 300_000])
    func bytesSurvive(count: Int) throws {
        for bytes in [noise(count), [UInt8](repeating: 7, count: count)] {
            let stream = Deflate.compress(bytes)
            #expect(try Deflate.expand(stream[...], size: count) == bytes)
        }
    }

    @Test func thereIsNoWrapper() throws {
        // RFC 1951 by hand: one final block with fixed codes, and one that is stored.
        #expect(try Deflate.expand([0x03, 0x00], size: 0) == [])
        #expect(try Deflate.expand([0x01, 0x02, 0x00, 0xFD, 0xFF, 8, 9], size: 2) == [8, 9])
    }

    @Test func everyTruncationIsTooShort() {
        let stream = Deflate.compress(Self.text)
        for length in stream.indices {
            let error = BitstreamError(.deflateTooShort, offset: length)
            #expect(throws: error) {
                try Deflate.expand(stream[..<length], size: Self.text.count)
            }
        }
    }

    @Test func theSizeMustBeExact() {
        let stream = Deflate.compress(Self.text)
        for (size, kind) in [
            (0, .deflateTooLong), (Self.text.count - 1, .deflateTooLong),
            (Self.text.count + 1, .deflateTooShort),
        ] as [(Int, BitstreamError.Kind)] {
            let error = #expect(throws: BitstreamError.self) {
                try Deflate.expand(stream[...], size: size)
            }
            #expect(error?.kind == kind, "size \(size)")
        }
    }

    @Test func bytesAfterTheStreamAreRefused() {
        let stream = Deflate.compress(Self.text)
        let error = BitstreamError(.deflateTrailingBytes, offset: stream.count)
        #expect(throws: error) { try Deflate.expand((stream + [0])[...], size: Self.text.count) }
    }

    @Test func brokenBlocksAreCorrupt() {
        // Block type 3 is reserved; a stored block's length must match its complement.
        for stream in [[0x07, 0x00], [0x01, 0x02, 0x00, 0x00, 0x00, 8, 9]] as [[UInt8]] {
            let error = #expect(throws: BitstreamError.self) {
                try Deflate.expand(stream[...], size: 2)
            }
            #expect(error?.kind == .deflateCorrupt)
        }
    }

    @Test func aShortStreamCannotAskForMuchMemory() {
        // 2⁶⁰ bytes: had they been allocated, this would not return.
        #expect(throws: BitstreamError(.deflateTooShort, offset: 2)) {
            try Deflate.expand([0x03, 0x00], size: 1 << 60)
        }
    }

    @Test func theBoundIsWhatDeflateCanReach() throws {
        let zeros = [UInt8](repeating: 0, count: 10_000_000)
        let stream = Deflate.compress(zeros)
        #expect(zeros.count / stream.count > 1000)
        #expect(try Deflate.expand(stream[...], size: zeros.count).count == zeros.count)
    }
}
