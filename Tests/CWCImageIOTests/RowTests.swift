import CWCImage
import CWCImageIO
import CWCTestSupport
import Testing

/// By rows and in one go are the same: samples, metadata and files.
@Suite struct RowTests {
    private static let encodings: [ImageEncoding] = [
        .png, .netpbm, .pam, .jpeg(JPEGOptions()), .jpeg(JPEGOptions(optimizesHuffman: false)),
        .jpeg(JPEGOptions(progressive: true)), .jpeg2000(JPEG2000Options(compressionRatio: 3)),
        .webp(WebPOptions(method: 2)), .webpLossless,
    ]

    private static func canHold(_ encoding: ImageEncoding, _ channels: Channels) -> Bool {
        if case .jpeg = encoding { !channels.hasAlpha } else { true }
    }

    @Test(arguments: encodings, Channels.allCases)
    func everyEncoding(encoding: ImageEncoding, channels: Channels) throws {
        guard Self.canHold(encoding, channels) else { return }
        for (width, height) in [(1, 1), (1, 31), (33, 1), (61, 47)] {
            let picture = Sample.noise(width, height, channels, metadata: Sample.metadata)
            let file = try encodeImage(picture, as: encoding)
            let written = try Samples(picture).file(encoding, metadata: picture.metadata)
            #expect(written == file)

            let decoded = try decodeImage(bytes: file)
            let reader = try ImageReader(bytes: file)
            #expect(try Samples(reading: reader) == Samples(decoded))
            #expect(reader.metadata == decoded.metadata)
            #expect(try DeepImage(reading: ImageReader(bytes: file)).raster == decoded)
        }
    }

    @Test(arguments: encodings)
    func filesAndPipes(encoding: ImageEncoding) throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a"
        let picture = Sample.noise(53, 37, .rgb, metadata: Sample.metadata)
        let writer = try ImageWriter(
            path: path, as: encoding, shape: picture.shape, metadata: picture.metadata)
        try RasterRowSource(picture).copyRows(to: writer)
        let file = try encodeImage(picture, as: encoding)
        #expect(try readFile(path) == file)

        let decoded = try decodeImage(bytes: file)
        #expect(try DeepImage(reading: ImageReader(path: path)).raster == decoded)
        let pipe = try Pipe(file)
        #expect(try DeepImage(reading: ImageReader(path: pipe.path)).raster == decoded)
    }

    @Test(arguments: [(1, 1), (5, 3), (19, 23)])
    func interlaced(size: (Int, Int)) throws {
        let picture = Sample.noise(size.0, size.1, .rgb)
        var builder = PNGBuilder(width: size.0, height: size.1, depth: 8, colorType: 2)
        builder.interlaced = true
        let reader = try ImageReader(bytes: builder.file(rows: picture.samples))
        #expect(try Samples(reading: reader) == Samples(picture))
    }

    /// Of a file of each row, one at a time, so that buffers are filled at every place.
    @Test func largerThanTheBuffers() throws {
        let (width, height) = (700, 500)
        let samples = Drawing.noise(width: width, height: height)
        let picture = RasterImage(width: width, height: height, channels: .rgb, samples: samples)
        let folder = try TemporaryFolder()
        for (name, encoding) in [
            ("a.png", ImageEncoding.png), ("a.ppm", .netpbm), ("a.jpg", .jpeg(JPEGOptions())),
            ("a.webp", .webpLossless),
        ] {
            let path = "\(folder.path)/\(name)"
            try RasterRowSource(picture).copyRows(
                to: ImageWriter(path: path, as: encoding, shape: picture.shape))
            let file = try encodeImage(picture, as: encoding)
            #expect(try readFile(path) == file && file.count > 1 << 18)
            let decoded = try decodeImage(bytes: file)
            #expect(try Samples(reading: ImageReader(path: path)) == Samples(decoded))
        }
    }
}
