import CWCImage
import CWCTestSupport
import Testing

@Suite struct RowTests {
    @Test(arguments: Channels.allCases)
    func aPictureByRowsIsThePicture(channels: Channels) throws {
        let metadata = Metadata(exif: [1, 2, 3])
        let samples = (0..<7 * 5 * channels.count).map { UInt8($0 * 11 % 256) }
        let picture = RasterImage(
            width: 7, height: 5, channels: channels, samples: samples, metadata: metadata)
        let source = RasterRowSource(picture)
        let sink = RasterRowSink(shape: source.shape, metadata: source.metadata)
        try source.copyRows(to: sink)
        #expect(sink.image == picture)
    }

    @Test func depths() {
        #expect(SampleDepth.allCases.map(\.maximum) == [255, 1023, 4095, 65535])
        #expect(
            [1, 8, 9, 10, 11, 12, 16].map { SampleDepth(keeping: $0).bits }
                == [8, 8, 10, 10, 12, 12, 16])
        #expect(SampleDepth.eight < .ten && SampleDepth.ten < .twelve)
    }

    @Test func shapes() {
        let shape = ImageShape(width: 7, height: 5, channels: .rgbAlpha, depth: .ten)
        #expect(shape.samplesPerRow == 28)
    }
}
