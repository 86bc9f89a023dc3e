import CWCBitstream
import CWCContainer
import CWCSeed
import CWCTestSupport
import Testing

@Suite struct BadPayloadTests {
    private let map = SeedImportanceMap(geometry: sampleGeometry, levels: [0, 1])

    /// Reads payloads as if they stood at byte 33 of a file.
    private func placed(_ payload: [UInt8]) -> ArraySlice<UInt8> {
        ([UInt8](repeating: 0xFF, count: 33) + payload + [0xFF])[33..<33 + payload.count]
    }

    private func error(
        _ code: FormatError.Code, at offset: Int = 33, _ section: String, _ detail: String
    ) -> FormatError {
        FormatError(code, offset: offset, section: section, detail: detail)
    }

    @Test func packedMapsAreChecked() {
        let five = CodeGeometry(width: 2, height: 1, planes: 5, levels: 5)
        for (geometry, payload, detail) in [
            (sampleGeometry, [], "importance: 0 bytes instead of 1"),
            (sampleGeometry, [1, 0], "importance: 2 bytes instead of 1"),
            // Three bits a level: 4 is the highest of five levels.
            (five, [0b100_101_00], "importance: level 5 of 5"),
            (five, [0b111_100_00], "importance: level 7 of 5"),
            (five, [0b100_100_01], "importance: the padding is not 0"),
            (five, [0b100_100_10], "importance: the padding is not 0"),
        ] as [(CodeGeometry, [UInt8], String)] {
            #expect(throws: error(.badPayload, "seed §5.1", detail)) {
                try SeedImportanceMap(parsing: placed(payload), form: .packed, geometry: geometry)
            }
        }
    }

    @Test func packedCodesAreChecked() {
        for (payload, detail) in [
            ([0x9E], "codes: 1 bytes instead of 2"),
            ([0x9E, 0x50, 0], "codes: 3 bytes instead of 2"),
            ([0x9E, 0x51], "codes: the padding is not 0"),
            ([0x9E, 0x58], "codes: the padding is not 0"),
        ] as [([UInt8], String)] {
            #expect(throws: error(.badPayload, "seed §5.1", detail)) {
                try CodeTensor(parsing: placed(payload), form: .packed, keptBy: map)
            }
        }
    }

    @Test func deflatedMapsAreChecked() {
        let residual = error(.badPayload, "seed §5.2", "importance: residual 16 of 16")
        #expect(throws: residual) {
            let stream = Deflate.compress([0, 16])
            return try SeedImportanceMap(
                parsing: placed(stream), form: .deflate, geometry: sampleGeometry)
        }
        let short = error(
            .badDeflate, at: 33, "seed §5.2",
            "importance: the DEFLATE stream ends early; it must give 2 bytes")
        #expect(throws: short) {
            try SeedImportanceMap(parsing: placed([]), form: .deflate, geometry: sampleGeometry)
        }
        let trailing = error(
            .badDeflate, at: 33 + Deflate.compress([0, 1]).count, "seed §5.2",
            "importance: bytes follow the DEFLATE stream; it must give 2 bytes")
        #expect(throws: trailing) {
            let stream = Deflate.compress([0, 1]) + [0]
            return try SeedImportanceMap(
                parsing: placed(stream), form: .deflate, geometry: sampleGeometry)
        }
    }

    @Test func deflatedCodesAreChecked() {
        let padding = error(.badPayload, "seed §5.2", "codes: the padding is not 0")
        #expect(throws: padding) {
            let stream = Deflate.compress([0x9E, 0x51])
            return try CodeTensor(parsing: placed(stream), form: .deflate, keptBy: map)
        }
        for wrong in [[0x9E], [0x9E, 0x50, 0]] as [[UInt8]] {
            let error = #expect(throws: FormatError.self) {
                let stream = Deflate.compress(wrong)
                return try CodeTensor(parsing: placed(stream), form: .deflate, keptBy: map)
            }
            #expect(error?.code == .badDeflate)
        }
    }

    /// A map far larger than its payload can hold: had memory been taken, this would not return.
    @Test(arguments: PayloadForm.allCases)
    func aSmallPayloadCannotTakeMuchMemory(form: PayloadForm) {
        let huge = CodeGeometry(width: 1 << 28, height: 1 << 28, planes: 64, levels: 16)
        let error = #expect(throws: FormatError.self) {
            try SeedImportanceMap(parsing: placed([1, 2, 3]), form: form, geometry: huge)
        }
        #expect(error?.code.family == .malformed)
    }

    /// Whatever a stream says, the result is an error or a map and codes that can be coded again.
    @Test func noStreamBreaksTheReader() throws {
        var random = SeededRandom()
        let geometry = CodeGeometry(width: 6, height: 5, planes: 10, levels: 5)
        let map = randomMap(geometry, using: &random)
        let codes = randomCodes(map, using: &random)
        var refused = 0
        for form in PayloadForm.allCases {
            let mapBytes = map.payload(form)
            for damaged in damages(of: mapBytes) {
                guard
                    let read = try? SeedImportanceMap(
                        parsing: damaged[...], form: form, geometry: geometry)
                else { refused += 1; continue }
                let again = read.payload(form)
                #expect(
                    try SeedImportanceMap(parsing: again[...], form: form, geometry: geometry)
                        == read)
            }
            for damaged in damages(of: codes.payload(form, keptBy: map)) {
                guard let read = try? CodeTensor(parsing: damaged[...], form: form, keptBy: map)
                else { refused += 1; continue }
                let again = read.payload(form, keptBy: map)
                #expect(try CodeTensor(parsing: again[...], form: form, keptBy: map) == read)
            }
        }
        #expect(refused > 0)
    }

    /// Every truncation, and every flipped bit.
    private func damages(of bytes: [UInt8]) -> [[UInt8]] {
        bytes.indices.map { Array(bytes[..<$0]) }
            + (0..<bytes.count * 8).map { bit in
                var copy = bytes
                copy[bit / 8] ^= 1 << (bit % 8)
                return copy
            }
    }

    /// A range coder's payload has no size that must be right: what is cut can stand for something
    /// else, see `RangeCoderTests`. Sections have checksums.
    @Test(arguments: [PayloadForm.packed, .deflate])
    func everyTruncationIsRefused(form: PayloadForm) {
        var random = SeededRandom()
        let geometry = CodeGeometry(width: 6, height: 5, planes: 10, levels: 5)
        let map = randomMap(geometry, using: &random)
        let codes = randomCodes(map, using: &random)
        let mapBytes = map.payload(form)
        for length in mapBytes.indices {
            let error = #expect(throws: FormatError.self) {
                try SeedImportanceMap(parsing: mapBytes[..<length], form: form, geometry: geometry)
            }
            #expect(error?.code.family == .malformed)
        }
        let codeBytes = codes.payload(form, keptBy: map)
        for length in codeBytes.indices {
            let error = #expect(throws: FormatError.self) {
                try CodeTensor(parsing: codeBytes[..<length], form: form, keptBy: map)
            }
            #expect(error?.code.family == .malformed)
        }
    }
}
