import CWCContainer
import CWCTestSupport
import Testing

/// What happens to files on their way.
@Suite struct DamageTests {
    @Test(arguments: [wholeFile(), plainFile()])
    func everyTruncationIsTruncated(file: Container) {
        let bytes = file.serialized()
        for length in bytes.indices {
            let error = #expect(throws: FormatError.self) {
                try Container(parsing: Array(bytes[..<length]))
            }
            #expect(error?.code == .truncated, "\(length) bytes")
            // The field that does not fit begins within what is there, or right behind it.
            #expect((0...length).contains(error?.offset ?? -1), "\(length) bytes")
        }
    }

    @Test(arguments: [wholeFile(), plainFile(), deepFile()])
    func everyFlippedBitIsNoticed(file: Container) {
        let bytes = file.serialized()
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: FormatError.self, "bit \(bit % 8) of byte \(bit / 8)") {
                try Container(parsing: damaged)
            }
        }
    }

    /// Random bytes in the header and random sections, all with right checksums: refused, or read
    /// as a file that can be written and read again.
    @Test func whatIsReadCanBeWritten() throws {
        var random = SeededRandom()
        let types = [0xC0] + SectionType.allCases.map(\.rawValue)
        var read = 0
        for _ in 0..<5000 {
            let original = Bool.random(using: &random) ? plainFile() : wholeFile()
            var bytes = header(of: original) {
                let index = Int.random(in: 8..<$0.count, using: &random)
                $0[index] = .random(in: 0...255, using: &random)
            }
            // In their order, and most of them, so that some of the files are right.
            for type in types where Int.random(in: 0..<8, using: &random) > 0 {
                let byte = UInt8.random(in: 0...255, using: &random)
                // Code points have four bytes, of which the third says nothing.
                let isCICP = type == SectionType.cicp.rawValue
                bytes += section(type, isCICP ? [byte, 13, 0, byte & 1] : [byte])
            }
            guard let file = try? Container(parsing: bytes) else { continue }
            read += 1
            #expect(try Container(parsing: file.serialized()) == file, "seed \(random.seed)")
        }
        #expect(read > 50)
    }

    @Test func everyChangedByteOfAPayloadIsAChecksumMismatch() throws {
        let bytes = wholeFile().serialized()
        for index in try Container(parsing: bytes).codes.indices {
            for change in 1...255 as ClosedRange<UInt8> {
                var damaged = bytes
                damaged[index] ^= change
                let error = #expect(throws: FormatError.self) { try Container(parsing: damaged) }
                #expect(error?.code == .checksumMismatch)
            }
        }
    }
}
