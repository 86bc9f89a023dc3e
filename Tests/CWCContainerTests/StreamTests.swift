import CWCBitstream
import CWCContainer
import CWCImage
import CWCTestSupport
import Testing

/// Files whose coded picture is streams. Spec cwc §5.4, §5.5.
@Suite struct StreamTests {
    private func file(
        width: Int = 600, height: Int = 300, _ tiling: Tiling, resolutions: Int = 4,
        hasImportance: Bool = true, alpha: [UInt8]? = nil, seed: UInt64 = 1
    ) -> Container {
        var random = SeededRandom(seed: seed)
        let grid = tiling.grid(width: width, height: height)
        let tiles = grid.rows * grid.columns
        return Container(
            header: ImageHeader(
                width: width, height: height, channels: alpha == nil ? .rgb : .rgbAlpha,
                payloadForm: .range, model: ModelID(0..<8), qualityHundredths: 5000,
                tiling: tiling),
            streams: Streams(
                resolutions: resolutions, tiles: tiles, hasImportance: hasImportance,
                payloads: (0..<resolutions * tiles).map { _ in
                    (0..<Int.random(in: 0..<300, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }[...]
                }),
            alpha: alpha)
    }

    private func tiling(_ side: Int?) throws -> Tiling {
        try #require(side.map { Tiling(side: $0) } ?? Tiling.none)
    }

    @Test(arguments: [nil, 256, 512, 4096], [true, false])
    func aFileComesBack(side: Int?, hasImportance: Bool) throws {
        for alpha in [nil, [1, 2, 3] as [UInt8]] {
            let file = file(try tiling(side), hasImportance: hasImportance, alpha: alpha)
            let bytes = file.serialized()
            #expect(try Container(parsing: bytes) == file)
            #expect(bytes.count == (try Container(parsing: bytes).serialized().count))
        }
    }

    @Test func tilesCoverThePicture() throws {
        #expect(Tiling.none.grid(width: 5000, height: 1) == (1, 1))
        let tiling = try tiling(256)
        #expect(tiling.grid(width: 256, height: 257) == (2, 1))
        #expect(tiling.grid(width: 1, height: 1) == (1, 1))
        #expect(Tiling(side: 255) == nil && Tiling(side: 128) == nil && Tiling(side: 8192) == nil)
        for side in Tiling.sides { #expect(Tiling(side: side)?.side == side) }
    }

    /// A file that ends early is seen to, wherever it ends.
    @Test func truncations() throws {
        let bytes = file(try tiling(512)).serialized()
        for count in 0..<bytes.count {
            let error = #expect(throws: FormatError.self) {
                try Container(parsing: Array(bytes[..<count]))
            }
            #expect(error?.code == .truncated, "\(count) bytes")
        }
        let longer = #expect(throws: FormatError.self) { try Container(parsing: bytes + [0]) }
        #expect(longer?.code == .trailingBytes && longer?.offset == bytes.count)
    }

    /// That a file ends early is reported before a stream that differs, and that before bytes behind
    /// the end. Spec cwc §2.4.
    @Test func theOrderOfErrors() throws {
        var bytes = file(try tiling(512)).serialized()
        let streams = try #require(try Container(parsing: bytes).streams)
        let payloads = streams.payloads.filter { !$0.isEmpty }
        bytes[payloads[0].startIndex] ^= 1
        let cut = #expect(throws: FormatError.self) { try Container(parsing: bytes.dropLast()) }
        #expect(cut?.code == .truncated && cut?.offset == payloads.last?.startIndex)
        let longer = #expect(throws: FormatError.self) { try Container(parsing: bytes + [0]) }
        #expect(longer?.code == .checksumMismatch && longer?.offset == payloads[0].startIndex)
    }

    /// Of damage one learns in which stream it is.
    @Test(arguments: [nil, 256]) func damage(side: Int?) throws {
        let file = try Container(parsing: file(try tiling(side)).serialized())
        let streams = try #require(file.streams)
        let bytes = file.serialized()
        for (index, payload) in streams.payloads.enumerated() where !payload.isEmpty {
            var damaged = bytes
            damaged[payload.endIndex - 1] ^= 1
            let error = #expect(throws: FormatError.self) { try Container(parsing: damaged) }
            #expect(error?.code == .checksumMismatch && error?.section == "cwc §5.5")
            let place = side == nil ? streams.payloads[0].startIndex : payload.startIndex
            #expect(error?.offset == place, "stream \(index)")
        }
    }

    /// A table whose sizes are wrong, or that is too short for the tiles that the header announces.
    @Test func badTables() throws {
        func problem(_ header: ImageHeader, _ table: [UInt8]) throws -> FormatError? {
            var output = FieldWriter()
            header.write(to: &output)
            output.writeSection(type: SectionType.streams.rawValue, payload: table)
            return #expect(throws: FormatError.self) { try Container(parsing: output.bytes) }
        }
        let header = file(.none).header
        func expect(
            _ table: [UInt8], _ code: FormatError.Code, at offset: Int, _ header: ImageHeader
        ) throws {
            let error = try problem(header, table)
            var size = FieldWriter()
            header.write(to: &size)
            // Behind type and length.
            #expect(error?.code == code && error?.section == "cwc §5.4")
            #expect(error?.offset == size.bytes.count + 2 + offset)
        }
        let sum: [UInt8] = [0, 0, 0, 0]
        try expect([], .badPayload, at: 0, header)
        try expect([0] + sum, .badValue, at: 0, header)
        try expect([10] + sum, .badValue, at: 0, header)
        try expect([0x21, 0] + sum, .unsupportedFeature, at: 0, header)
        try expect([4, 0, 0, 0], .badPayload, at: 4, header)
        try expect([2, 0, 0x80, 0] + sum, .badVarint, at: 2, header)
        try expect([2, 0, 0, 0, 0], .badPayload, at: 3, header)
        try expect([2, 0, 0] + sum + [0], .badPayload, at: 7, header)
        // 2²⁴ − 1 pixels a side make 2³² tiles: nothing is allocated for them.
        let tiled = ImageHeader(
            width: FormatLimits.largestSide, height: FormatLimits.largestSide, channels: .rgb,
            payloadForm: .range, model: ModelID(0..<8), qualityHundredths: 5000,
            tiling: try tiling(256))
        try expect([UInt8](repeating: 1, count: 100), .badPayload, at: 0, tiled)
    }

    @Test func aTileSizeThatIsNone() throws {
        var bytes = file(.none).serialized()
        // Behind signature, versions, flags, two bytes of width and of height, model and quality.
        let place = 8 + 2 + 1 + 4 + 8 + 2
        #expect(bytes[place] == 0)
        bytes[place] = 7
        let error = #expect(throws: FormatError.self) { try Container(parsing: bytes) }
        #expect(error?.code == .badValue && error?.section == "cwc §4.7")
        #expect(error?.offset == place)
    }
}
