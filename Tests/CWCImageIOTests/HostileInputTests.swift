import CWCImage
import CWCTestSupport
import Testing

@testable import CWCImageIO

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Small inputs that ask for much.
@Suite struct HostileInputTests {
    private static let unknown = ImageError(
        .unsupported, nil, "not a PNG, JPEG, JPEG 2000, WebP, PGM, PPM or PAM file")

    /// Seconds that this thread computed.
    private func processorTime(_ body: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let start = now()
        try body()
        return now() - start
    }

    @Test func zerosAreJudgedByTheFirst() throws {
        let folder = try TemporaryFolder()
        let sparse = "\(folder.path)/sparse"
        let file = open(sparse, O_WRONLY | O_CREAT, 0o600)
        try #require(ftruncate(file, 20_000_000_000) == 0)
        close(file)
        // The pipe stays open: whoever asks for more than is there waits for ever.
        let pipe = try Pipe([UInt8](repeating: 0, count: 4096), isOpen: true)
        for path in ["/dev/zero", sparse, pipe.path] {
            let time = processorTime {
                #expect(throws: Self.unknown) { try ImageReader(path: path) }
            }
            #expect(time < 0.05, "\(path)")
        }
    }

    /// A small JP2 file whose header is made to announce other sides.
    private func jpeg2000(announcing side: UInt32) throws -> [UInt8] {
        let flat = RasterImage(
            width: 64, height: 64, channels: .rgb, samples: Array(repeating: 9, count: 12288))
        var file = try encodeImage(flat, as: .jpeg2000(JPEG2000Options(compressionRatio: 100)))
        func put(_ values: [UInt32], at offset: Int) {
            let bytes = values.flatMap { value in
                withUnsafeBytes(of: value.bigEndian) { Array($0) }
            }
            file.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        func start(_ pattern: [UInt8]) throws -> Int {
            try #require(
                file.indices.dropLast(4).first { file[$0..<$0 + 4].elementsEqual(pattern) })
        }
        put([side, side], at: try start(Array("ihdr".utf8)) + 4)
        // SIZ: sides of the picture and its origin, then of the tiles.
        put([side, side, 0, 0, side, side], at: try start(JPEG2000Decoder.codestream) + 8)
        return file
    }

    @Test func aShortJPEG2000FileOfManyPixels() throws {
        let file = try jpeg2000(announcing: 16000)
        try #require(file.count < 400)
        let pipe = try Pipe(file)
        let time = processorTime {
            for open in [
                { try ImageReader(bytes: file) }, { try ImageReader(path: pipe.path) },
            ] as [() throws -> ImageReader] {
                let error = #expect(throws: ImageError.self) { try open() }
                #expect(error?.code == .limitExceeded)
            }
        }
        #expect(time < 0.1)
    }

    /// Each announces 256 megapixels: what is not there is never touched.
    @Test func otherShortFilesOfManyPixels() throws {
        let png = PNGBuilder(width: 16000, height: 16000, depth: 8, colorType: 2)
        var interlaced = png
        interlaced.interlaced = true
        let row = [UInt8](repeating: 7, count: 48000)
        var jpeg = try encodeImage(Sample.noise(64, 64, .rgb), as: .jpeg(JPEGOptions()))
        let frame = try #require(JPEGSegment.header(of: jpeg).first { $0.marker == 0xC0 })
        let sides = frame.payload.startIndex + 1
        jpeg.replaceSubrange(sides..<sides + 4, with: [0x3E, 0x80, 0x3E, 0x80])
        let netpbm = Array("P6 16000 16000 255\n".utf8) + row
        var webp = try encodeImage(Sample.noise(64, 64, .rgb), as: .webp(WebPOptions()))
        webp.replaceSubrange(26..<30, with: [0x80, 0x3E, 0x80, 0x3E])
        for file in [png.file(rows: row), jpeg, netpbm, webp] {
            let time = processorTime {
                #expect(throws: ImageError.self) { try Samples(reading: ImageReader(bytes: file)) }
            }
            #expect(time < 0.5)
        }
        let limits = ImageLimits(maxBufferedBytes: 3 * 16000 * 16000 - 1)
        let error = ImageError(
            .limitExceeded, .png,
            "a picture of 768000000 bytes in memory; at most 767999999 allowed")
        #expect(throws: error) {
            try ImageReader(bytes: interlaced.file(rows: []), limits: limits)
        }
    }

    @Test(arguments: [
        ImageEncoding.jpeg(JPEGOptions(progressive: true)), .webpLossless,
        .jpeg2000(JPEG2000Options(compressionRatio: 4)),
    ])
    func whatIsNotReadByRowsIsLimited(encoding: ImageEncoding) throws {
        let file = try encodeImage(Sample.noise(64, 64, .rgb), as: encoding)
        let error = #expect(throws: ImageError.self) {
            try ImageReader(bytes: file, limits: ImageLimits(maxBufferedBytes: 10000))
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test(arguments: ["iCCP", "eXIf", "iTXt"])
    func longMetadataAreRefusedUnread(type: String) throws {
        let file = try encodeImage(Sample.noise(4, 4, .grey), as: .png)
        // A gigabyte is announced; nothing follows.
        let head = [0x40, 0, 0, 0] + Array(type.utf8)
        let error = ImageError(.limitExceeded, .png, "metadata of more than 16777216 bytes")
        #expect(throws: error) { try decodeImage(bytes: file[..<33] + head + [1, 2, 3]) }
    }

    @Test func profilesOfJPEGHaveAtMost255Parts() throws {
        let file = try encodeImage(Sample.noise(4, 4, .grey), as: .jpeg(JPEGOptions()))
        let part = JPEGSegment(
            marker: JPEGSegment.app2, payload: (Array("ICC_PROFILE\0".utf8) + [1, 1, 9])[...])
        let parts = (0..<256).flatMap { _ in part.bytes }
        #expect(throws: ImageError(.malformed, .jpeg, "ICC segments are missing or repeated")) {
            try decodeImage(bytes: file[..<20] + parts + file[20...])
        }
    }

    @Test func longHeadersOfNetpbm() {
        let comment = Array("P5 #".utf8) + [UInt8](repeating: 65, count: 1 << 21)
        #expect(throws: ImageError(.malformed, .netpbm, "a header of more than 1 MiB")) {
            try decodeImage(bytes: comment)
        }
    }
}
