import CWCContainer
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

    @Test(arguments: [wholeFile(), plainFile()])
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
