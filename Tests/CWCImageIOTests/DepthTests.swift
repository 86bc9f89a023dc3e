import CWCImage
import CWCTestSupport
import Testing

@testable import CWCImageIO

@Suite struct DepthTests {
    private static let deep: [SampleDepth] = [.ten, .twelve]

    /// All values of 16 bits, big-endian.
    private static let allValues = (0..<65536).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }

    private static func samples(
        _ bytes: [UInt8], atMost depth: SampleDepth
    ) throws -> Samples {
        try Samples(reading: ImageReader(bytes: bytes, maximumDepth: depth))
    }

    @Test(arguments: SampleDepth.allCases)
    func sixteenBitsAreRoundedToTheNearest(depth: SampleDepth) throws {
        let white = depth.maximum
        let expected = (0..<65536).map { UInt16(($0 * white + 32767) / 65535) }
        let builder = PNGBuilder(width: 256, height: 256, depth: 16, colorType: 0)
        let png = try Self.samples(builder.file(rows: Self.allValues), atMost: depth)
        #expect(png.shape.depth == depth && png.values == expected)
        let pgm = try Self.samples(
            Array("P5 256 256 65535\n".utf8) + Self.allValues, atMost: depth)
        #expect(pgm.shape.depth == depth && pgm.values == expected)
    }

    @Test(arguments: [
        (1, SampleDepth.eight), (255, .eight), (256, .ten), (511, .ten), (1023, .ten),
        (1024, .twelve), (2047, .twelve), (4095, .twelve), (65535, .twelve),
    ])
    func depthsOfNetpbm(maximum: Int, expected: SampleDepth) throws {
        let values = [0, 1, maximum / 2, maximum]
        let file =
            Array("P5 4 1 \(maximum)\n".utf8)
            + values.flatMap { maximum > 255 ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0)] }
        let read = try Self.samples(file, atMost: .twelve)
        #expect(read.shape.depth == expected)
        let white = expected.maximum
        #expect(read.values == values.map { UInt16(($0 * white + maximum / 2) / maximum) })
        let capped = try Self.samples(file, atMost: .ten)
        #expect(capped.shape.depth == min(expected, .ten))
    }

    @Test(arguments: deep, Channels.allCases)
    func deepPNG(depth: SampleDepth, channels: Channels) throws {
        let samples = Samples.counting(
            ImageShape(width: 67, height: 41, channels: channels, depth: depth))
        let file = try samples.file(.png, metadata: Sample.metadata)
        #expect(try Self.samples(file, atMost: .twelve) == samples)
        let reader = try ImageReader(bytes: file)
        let white = depth.maximum
        // By way of 16 bits, as any reader of PNG.
        let rounded = samples.values.map { sample -> UInt16 in
            let wide = (Int(sample) * 65535 + white / 2) / white
            return UInt16((wide * 255 + 32767) / 65535)
        }
        #expect(try Samples(reading: reader).values == rounded)
        #expect(reader.metadata == Sample.metadata)
    }

    @Test(arguments: deep, [ImageEncoding.netpbm, .pam])
    func deepNetpbm(depth: SampleDepth, encoding: ImageEncoding) throws {
        let samples = Samples.counting(
            ImageShape(width: 67, height: 41, channels: .rgb, depth: depth))
        let file = try samples.file(encoding)
        let white = depth.maximum
        let stored = samples.values.flatMap { sample -> [UInt8] in
            let wide = (Int(sample) * 65535 + white / 2) / white
            return [UInt8(wide >> 8), UInt8(wide & 0xFF)]
        }
        #expect(file.suffix(stored.count) == stored[...])
        // 16 bits do not say that there were 10 once.
        let read = try Self.samples(file, atMost: .twelve)
        #expect(read.shape.depth == .twelve)
        #expect(try Self.samples(file, atMost: depth) == samples)
    }

    @Test(arguments: deep)
    func deepJPEG2000(depth: SampleDepth) throws {
        let shape = ImageShape(width: 40, height: 24, channels: .rgb, depth: depth)
        let values = (0..<shape.height * shape.samplesPerRow).map { index -> UInt16 in
            let pixel = index / 3
            return UInt16(8 * (pixel % 40) + 4 * (pixel / 40))
        }
        let file = try Samples(shape, values).file(
            .jpeg2000(JPEG2000Options(compressionRatio: 1)))
        let read = try Self.samples(file, atMost: .twelve)
        #expect(read.shape == shape)
        #expect(zip(read.values, values).allSatisfy { abs(Int($0) - Int($1)) <= 2 })
        #expect(try Self.samples(file, atMost: .eight).shape.depth == .eight)
    }

    @Test(arguments: [
        (ImageEncoding.jpeg(JPEGOptions()), ImageFormat.jpeg), (.webp(WebPOptions()), .webp),
        (.webpLossless, .webp),
    ])
    func formatsOfEightBitsRefuse(encoding: ImageEncoding, format: ImageFormat) {
        let shape = ImageShape(width: 4, height: 4, channels: .rgb, depth: .twelve)
        let error = ImageError(
            .unsupported, format, "\(format.rawValue) holds 8 bits a sample, not 12")
        #expect(throws: error) { try ImageWriter(as: encoding, shape: shape) }
    }

    @Test func interlacedAndDeep() throws {
        let values = (0..<19 * 23).map { UInt16(truncatingIfNeeded: $0 * 149) }
        var builder = PNGBuilder(width: 19, height: 23, depth: 16, colorType: 0)
        builder.interlaced = true
        let rows = values.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let read = try Self.samples(builder.file(rows: rows), atMost: .twelve)
        #expect(read.values == values.map { UInt16((Int($0) * 4095 + 32767) / 65535) })
    }
}
