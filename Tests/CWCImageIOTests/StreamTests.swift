import CWCImage
import CWCTestSupport
import Testing

@testable import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What is read and written when, and what failures leave behind.
@Suite struct StreamTests {
    private static let picture = RasterImage(
        width: 700, height: 500, channels: .rgb,
        samples: Drawing.noise(width: 700, height: 500))

    private static let streamed: [ImageEncoding] = [
        .png, .netpbm, .jpeg(JPEGOptions(optimizesHuffman: false)),
    ]

    @Test(arguments: streamed)
    func rowsComeBeforeTheFileIsRead(encoding: ImageEncoding) throws {
        let source = ByteSource(try encodeImage(Self.picture, as: encoding))
        let (_, decoder) = try openDecoder(source, ImageLimits(), atMost: .eight)
        let row = RowOfBytes(count: Self.picture.shape.samplesPerRow)
        for _ in 0..<50 { try decoder.readRow(row.bytes) }
        #expect(source.position < (source.count ?? 0) / 2)
    }

    @Test(arguments: streamed)
    func bytesGoOutBeforeTheLastRow(encoding: ImageEncoding) throws {
        let sink = ByteSink()
        let shape = Self.picture.shape
        let encoder = try openEncoder(sink, encoding, shape, Metadata())
        try Self.picture.samples.withUnsafeBytes { samples in
            for y in 0..<450 {
                let row = samples[y * shape.bytesPerRow..<(y + 1) * shape.bytesPerRow]
                try encoder.writeRow(UnsafeRawBufferPointer(rebasing: row))
            }
        }
        #expect(try sink.bytes.count > encodeImage(Self.picture, as: encoding).count / 2)
    }

    @Test(arguments: streamed + [.jpeg2000(JPEG2000Options(compressionRatio: 4))])
    func truncatedFilesFailAndStayFailed(encoding: ImageEncoding) throws {
        let file = try encodeImage(Sample.noise(61, 47, .rgb), as: encoding)
        let pipe = try Pipe(file.dropLast(file.count / 3))
        let reader = try ImageReader(path: pipe.path)
        let first = try #require(throws: ImageError.self) { try Samples(reading: reader) }
        #expect(throws: first) { try Samples(reading: reader) }
    }

    @Test(arguments: streamed)
    func everyTruncationOfAPipeIsNoticed(encoding: ImageEncoding) throws {
        let file = try encodeImage(Sample.noise(9, 7, .rgb), as: encoding)
        for length in 16..<file.count {
            let pipe = try Pipe(Array(file[..<length]))
            let error = #expect(throws: ImageError.self) {
                try DeepImage(reading: ImageReader(path: pipe.path))
            }
            #expect(error?.code == .truncated, "\(length) bytes")
        }
    }

    @Test func metadataBehindThePixels() throws {
        let picture = Sample.noise(9, 7, .rgb)
        let file = try encodeImage(picture, as: .png)
        let end = file.count - PNGChunk(type: "IEND", data: []).bytes.count
        let chunks = PNGChunk.chunks(for: Sample.metadata).flatMap(\.bytes)
        let reader = try ImageReader(bytes: file[..<end] + chunks + file[end...])
        #expect(reader.metadata == Metadata())
        _ = try Samples(reading: reader)
        #expect(reader.metadata == Sample.metadata)
    }

    @Test func aWrongCRCIsAnErrorEverywhere() throws {
        let picture = Sample.noise(9, 7, .rgb)
        let file = try encodeImage(picture, as: .png)
        var chunk = PNGChunk(type: "tEXt", data: Array("Title\0x".utf8)).bytes
        chunk[chunk.count - 1] ^= 1
        for place in [33, file.count - 12] {
            let error = ImageError(.malformed, .png, "tEXt: CRC error")
            #expect(throws: error) {
                try decodeImage(bytes: file[..<place] + chunk + file[place...])
            }
        }
    }

    @Test func anUnfinishedFileLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/a.png"
        try writeFile([1, 2, 3], to: path)
        do {
            let writer = try ImageWriter(path: path, as: .png, shape: Self.picture.shape)
            try Samples(Self.picture).write(to: writer, rows: 400)
            #expect(folder.names.count == 2)
        }
        #expect(folder.names == ["a.png"])
        #expect(try readFile(path) == [1, 2, 3])
        #expect(throws: ImageError.self) {
            let shape = ImageShape(width: 8, height: 8, channels: .rgbAlpha)
            return try ImageWriter(path: path, as: .jpeg(JPEGOptions()), shape: shape)
        }
        #expect(folder.names == ["a.png"])
    }

    @Test func foldersAndMissingFilesSaySo() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: FileError.self) {
            try ImageReader(path: "\(folder.path)/none")
        }
        #expect(missing?.operation == .open && missing?.code == ENOENT)
        let unreadable = #expect(throws: FileError.self) { try ImageReader(path: folder.path) }
        #expect(unreadable?.operation == .read && unreadable?.code == EISDIR)
        let nowhere = #expect(throws: FileError.self) {
            try ImageWriter(
                path: "\(folder.path)/no/a.png", as: .png, shape: Self.picture.shape)
        }
        #expect(nowhere?.operation == .open && nowhere?.code == ENOENT)
    }

    #if os(Linux)
        @Test(arguments: streamed)
        func fullDeviceIsNoticed(encoding: ImageEncoding) throws {
            let writer = try ImageWriter(
                path: "/dev/full", as: encoding, shape: Self.picture.shape)
            let error = #expect(throws: FileError.self) {
                try RasterRowSource(Self.picture).copyRows(to: writer)
            }
            #expect(error?.operation == .write && error?.code == ENOSPC)
        }
    #endif
}
