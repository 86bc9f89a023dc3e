import CWCBitstream
import Testing

@Suite struct CRC32Tests {
    private let digits = Array("123456789".utf8)

    @Test func theCheckValueIsTheKnownOne() {
        #expect(CRC32.checksum(of: digits[...]) == 0xCBF4_3926)
        #expect(CRC32.checksum(of: []) == 0)
    }

    @Test func piecesGiveTheSameAsTheWhole() {
        for cut in 0...digits.count {
            var crc = CRC32()
            crc.update(digits[..<cut])
            crc.update(digits[cut...])
            #expect(crc.value == 0xCBF4_3926)
        }
    }

    @Test func nothingChangesNothing() {
        var crc = CRC32()
        crc.update(digits[...])
        crc.update([])
        #expect(crc.value == 0xCBF4_3926)
    }
}
