import CWCBitstream
import Testing

@Suite struct VarintTests {
    private func encoded(_ value: UInt32) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarint(value)
        return writer.bytes
    }

    @Test func valuesAroundEveryPowerOfTwoSurvive() throws {
        for exponent in 0..<32 {
            for step in -1...1 {
                let value = UInt32(truncatingIfNeeded: (1 << exponent) + step)
                let bytes = encoded(value)
                var reader = ByteReader(bytes[...])
                #expect(try reader.readVarint() == value)
                #expect(reader.isAtEnd)
                let bits = max(1, UInt32.bitWidth - value.leadingZeroBitCount)
                #expect(bytes.count == (bits + 6) / 7)
            }
        }
    }

    @Test(
        arguments: [
            (0, [0x00]), (127, [0x7F]), (128, [0x80, 0x01]), (768, [0x80, 0x06]),
            (.max, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
        ] as [(UInt32, [UInt8])])
    func bytesAreThoseOfTheSpecification(value: UInt32, bytes: [UInt8]) {
        #expect(encoded(value) == bytes)
    }

    @Test(
        arguments: [
            (.endOfInput, []), (.endOfInput, [0x80]), (.endOfInput, [0xFF, 0xFF, 0xFF, 0xFF]),
            (.varintNotMinimal, [0x80, 0x00]), (.varintNotMinimal, [0xFF, 0x80, 0x00]),
            (.varintNotMinimal, [0x80, 0x80, 0x80, 0x80, 0x00]),
            // 2³², one more than fits; the same with a sixth byte; and one that never ends.
            (.varintTooLarge, [0x80, 0x80, 0x80, 0x80, 0x10]),
            (.varintTooLarge, [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]),
            (.varintTooLarge, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        ] as [(BitstreamError.Kind, [UInt8])])
    func othersAreRefusedAtTheirFirstByte(kind: BitstreamError.Kind, bytes: [UInt8]) throws {
        var reader = ByteReader(([7] + bytes)[...])
        _ = try reader.read(UInt8.self)
        #expect(throws: BitstreamError(kind, offset: 1)) { try reader.readVarint() }
    }
}
