import CWCImage
import CWCImageIO
import CWCTestSupport
import Testing

@Suite struct WebPEncodingTests {
    private static func encode(_ picture: RasterImage, _ options: WebPOptions) throws -> [UInt8] {
        try encodeImage(picture, as: .webp(options))
    }

    @Test(arguments: Channels.allCases)
    func thereAndBack(channels: Channels) throws {
        let picture = Sample.ramp(40, 24, channels)
        let decoded = try decodeImage(bytes: Self.encode(picture, WebPOptions(quality: 95)))
        #expect(decoded.channels == (channels.hasAlpha ? .rgbAlpha : .rgb))
        if channels.colorCount == 3 {
            #expect(Sample.largestDifference(decoded, picture) <= 12)
        }
    }

    @Test func losslessKeepsEverySample() throws {
        for channels in [Channels.rgb, .rgbAlpha] {
            let picture = Sample.noise(37, 21, channels)
            let file = try encodeImage(picture, as: .webpLossless)
            #expect(try decodeImage(bytes: file).samples == picture.samples)
        }
    }

    @Test func qualityAndMethodDecideTheSize() throws {
        let samples = Drawing.landscape(width: 96, height: 64)
        let picture = RasterImage(width: 96, height: 64, channels: .rgb, samples: samples)
        let sizes = try [20.0, 50, 90].map {
            try Self.encode(picture, WebPOptions(quality: $0)).count
        }
        #expect(sizes == sizes.sorted() && sizes[0] < sizes[2])
        let careful = try Self.encode(picture, WebPOptions(quality: 50, method: 6))
        let hasty = try Self.encode(picture, WebPOptions(quality: 50, method: 0))
        #expect(careful.count < hasty.count)
    }

    @Test func sidesThatWebPCannotHold() {
        let picture = RasterImage(
            width: 16384, height: 1, channels: .grey, samples: Array(repeating: 0, count: 16384))
        #expect(throws: ImageError(.unsupported, .webp, "a side above 16383")) {
            try Self.encode(picture, WebPOptions())
        }
    }
}
