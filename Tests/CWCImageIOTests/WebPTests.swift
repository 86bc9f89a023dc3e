import CWCImage
import CWCTestSupport
import CWebP
import Testing

@testable import CWCImageIO

@Suite struct WebPTests {
    /// A file made by libwebp; lossless unless a quality is given.
    private static func encode(_ picture: RasterImage, quality: Float? = nil) -> [UInt8] {
        let (width, height) = (Int32(picture.width), Int32(picture.height))
        let stride = width * Int32(picture.channels.count)
        var output: UnsafeMutablePointer<UInt8>?
        let count =
            switch (picture.channels.hasAlpha, quality) {
            case (false, nil):
                WebPEncodeLosslessRGB(picture.samples, width, height, stride, &output)
            case (true, nil):
                WebPEncodeLosslessRGBA(picture.samples, width, height, stride, &output)
            case (false, let q?): WebPEncodeRGB(picture.samples, width, height, stride, q, &output)
            case (true, let q?): WebPEncodeRGBA(picture.samples, width, height, stride, q, &output)
            }
        defer { WebPFree(output) }
        return Array(UnsafeBufferPointer(start: output, count: count))
    }

    /// Opaque enough that libwebp keeps the colours.
    private static let transparent: RasterImage = {
        let noise = Sample.noise(13, 9, .rgbAlpha)
        let samples = noise.samples.enumerated().map { $0 % 4 == 3 ? $1 | 1 : $1 }
        return RasterImage(width: 13, height: 9, channels: .rgbAlpha, samples: samples)
    }()

    @Test(arguments: [Sample.noise(13, 9, .rgb), Sample.noise(1, 1, .rgb), transparent])
    func lossless(picture: RasterImage) throws {
        #expect(try decodeImage(bytes: Self.encode(picture)) == picture)
    }

    @Test(arguments: [Channels.rgb, .rgbAlpha])
    func lossy(channels: Channels) throws {
        let picture = Sample.ramp(40, 24, channels)
        let decoded = try decodeImage(bytes: Self.encode(picture, quality: 95))
        #expect(decoded.channels == channels)
        #expect(Sample.largestDifference(decoded, picture) <= 12)
    }

    /// An extended file: VP8X first, then the chunks in libwebp's order.
    private static func extended(_ metadata: Metadata, flags: UInt8) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        func chunk(_ name: String, _ data: [UInt8]?) -> [UInt8] {
            guard let data else { return [] }
            let padding = [UInt8](repeating: 0, count: data.count % 2)
            return Array(name.utf8) + number(data.count, 4) + data + padding
        }
        let plain = encode(Sample.noise(13, 9, .rgb))
        let head: [UInt8] = [flags, 0, 0, 0] + number(12, 3) + number(8, 3)
        let body =
            Array("WEBP".utf8) + chunk("VP8X", head) + chunk("ICCP", metadata.icc) + plain[12...]
            + chunk("EXIF", metadata.exif) + chunk("XMP ", metadata.xmp)
        return Array("RIFF".utf8) + number(body.count, 4) + body
    }

    @Test func metadata() throws {
        let file = Self.extended(Sample.metadata, flags: 0x2C)
        let expected = Sample.noise(13, 9, .rgb, metadata: Sample.metadata)
        #expect(try decodeImage(bytes: file) == expected)
    }

    @Test func animationIsRefused() {
        let file = Self.extended(Metadata(), flags: 0x02)
        #expect(throws: ImageError(.unsupported, .webp, "an animation")) {
            try decodeImage(bytes: file)
        }
    }

    @Test func everyTruncationIsNoticed() {
        let file = Self.extended(Sample.metadata, flags: 0x2C)
        for length in 0..<file.count {
            let error = #expect(throws: ImageError.self, "\(length) bytes") {
                try decodeImage(bytes: Array(file[..<length]))
            }
            let early = length > 0 && length < 12
            #expect(error?.code == (early ? .unsupported : .truncated), "\(length) bytes")
        }
    }

    @Test func flippedBytesAreSurvived() throws {
        let file = Self.extended(Sample.metadata, flags: 0x2C)
        var refused = 0
        for offset in file.indices {
            var damaged = file
            damaged[offset] ^= 0xFF
            do {
                _ = try decodeImage(bytes: damaged, limits: ImageLimits(maxPixels: 1 << 20))
            } catch { refused += 1 }
        }
        // Metadata make up most of the file, and WebP has no checksums.
        #expect(refused > 30)
    }

    @Test func sizeIsLimited() {
        let limits = ImageLimits(maxPixels: 116)
        let error = ImageError(.limitExceeded, .webp, "13×9 pixels; at most 116 allowed")
        #expect(throws: error) {
            try decodeImage(bytes: Self.encode(Self.transparent), limits: limits)
        }
    }
}
