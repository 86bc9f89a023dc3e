import CWCImage
import Testing

@Suite struct ConversionTests {
    private static func image(_ channels: Channels) -> RasterImage {
        RasterImage(
            width: 3, height: 2, channels: channels,
            samples: (0..<6 * channels.count).map { UInt8(10 * $0) },
            metadata: Metadata(exif: [1]))
    }

    @Test func colorsWithoutAlpha() {
        #expect(Self.image(.rgb).colorSamples == Self.image(.rgb).samples)
        #expect(Self.image(.greyAlpha).colorSamples == [0, 20, 40, 60, 80, 100])
        #expect(Self.image(.rgbAlpha).colorSamples.prefix(6) == [0, 10, 20, 40, 50, 60])
    }

    @Test func toRGB() {
        #expect(Self.image(.grey).convertedToRGB().samples.prefix(6) == [0, 0, 0, 10, 10, 10])
        #expect(Self.image(.greyAlpha).convertedToRGB().samples.prefix(6) == [0, 0, 0, 20, 20, 20])
        #expect(Self.image(.rgb).convertedToRGB().samples == Self.image(.rgb).samples)
        for channels in Channels.allCases {
            let rgb = Self.image(channels).convertedToRGB()
            #expect(rgb.channels == .rgb && rgb.metadata == Metadata())
        }
    }

    @Test func aPart() {
        let part = Self.image(.greyAlpha).cropped(x: 1, y: 1, width: 2, height: 1)
        #expect((part.width, part.height) == (2, 1) && part.channels == .greyAlpha)
        #expect(part.samples == [80, 90, 100, 110])
    }
}
