import CWCBitstream
import CWCTestSupport
import Testing

@Suite struct BitTests {
    @Test func bitsFillBytesFromTheTop() {
        var writer = BitWriter()
        writer.write(bit: true)
        writer.write(0b01, bits: 2)
        writer.write(0b1_1111_1110, bits: 9)
        #expect(writer.finish() == [0b1011_1111, 0b1110_0000])
    }

    @Test func everyWidthSurvivesAtItsEdges() throws {
        for width in 0...32 {
            let highest = UInt32(truncatingIfNeeded: (1 << UInt64(width)) - 1)
            let values = [0, highest, highest / 2, highest / 3]
            var writer = BitWriter()
            for value in values { writer.write(value, bits: width) }
            let bytes = writer.finish()
            #expect(bytes.count == (values.count * width + 7) / 8)
            var reader = BitReader(bytes[...])
            for value in values { #expect(try reader.read(bits: width) == value) }
            #expect(reader.isAtPadding)
        }
    }

    @Test func mixedWidthsSurvive() throws {
        var random = SeededRandom()
        let values = (0..<2000).map { _ in
            let width = Int.random(in: 0...32, using: &random)
            return (UInt32.random(in: 0...(.max), using: &random) >> (32 - width), width)
        }
        var writer = BitWriter()
        for (value, width) in values { writer.write(value, bits: width) }
        var reader = BitReader(writer.finish()[...])
        for (value, width) in values {
            #expect(try reader.read(bits: width) == value, "seed \(random.seed)")
        }
    }

    @Test func theEndIsAnError() throws {
        let file: [UInt8] = [0, 0, 0xA5]
        var reader = BitReader(file[2...])
        #expect(reader.offset == 2)
        #expect(try reader.read(bits: 8) == 0xA5)
        #expect(throws: BitstreamError(.endOfInput, offset: 3)) { try reader.readBit() }
    }

    @Test func onlyZerosOfTheLastByteArePadding() throws {
        var reader = BitReader([0b1010_0000])
        _ = try reader.read(bits: 2)
        #expect(!reader.isAtPadding)
        _ = try reader.readBit()
        #expect(reader.isAtPadding)

        var longer = BitReader([0b1010_0000, 0])
        _ = try longer.read(bits: 3)
        #expect(!longer.isAtPadding)

        #expect(BitReader([]).isAtPadding)
        #expect(!BitReader([0]).isAtPadding)
    }

    @Test func aValueThatDoesNotFitIsABug() async {
        await #expect(processExitsWith: .failure) {
            var writer = BitWriter()
            writer.write(4, bits: 2)
        }
        await #expect(processExitsWith: .failure) {
            var reader = BitReader([0, 0, 0, 0, 0])
            _ = try reader.read(bits: 33)
        }
    }
}
