import CWCBitstream
import Testing

@Suite struct ByteReaderTests {
    private func roundTrip<T: FixedWidthInteger>(_ values: [T]) throws {
        var writer = ByteWriter()
        for value in values { writer.write(value) }
        #expect(writer.bytes.count == values.count * T.bitWidth / 8)
        var reader = ByteReader(writer.bytes[...])
        for value in values { #expect(try reader.read(T.self) == value) }
        #expect(reader.isAtEnd)
    }

    @Test func integersSurvive() throws {
        try roundTrip(Array(UInt8.min...UInt8.max))
        try roundTrip(Array(UInt16.min...UInt16.max))
        try roundTrip([UInt32.min, 1, 0x0102_0304, 0x8000_0000, .max])
        try roundTrip([Int32.min, -1, 0, 1, .max])
        try roundTrip([UInt64.min, 0x0102_0304_0506_0708, .max])
    }

    @Test func theLowByteComesFirst() {
        var writer = ByteWriter()
        writer.write(0x0102_0304 as UInt32)
        #expect(writer.bytes == [4, 3, 2, 1])
    }

    @Test func theEndIsAnErrorAndNothingIsRead() throws {
        var reader = ByteReader([1, 2, 3])
        #expect(try reader.read(UInt8.self) == 1)
        #expect(throws: BitstreamError(.endOfInput, offset: 1)) { try reader.read(UInt32.self) }
        #expect(throws: BitstreamError(.endOfInput, offset: 1)) { try reader.readBytes(3) }
        #expect(try reader.read(UInt16.self) == 0x0302)
        #expect(try reader.readBytes(0).isEmpty)
        #expect(throws: BitstreamError(.endOfInput, offset: 3)) { try reader.read(UInt8.self) }
    }

    @Test func offsetsAreThoseOfTheWholeFile() throws {
        let file: [UInt8] = [9, 9, 9, 1, 2, 9]
        var reader = ByteReader(file[3..<5])
        #expect(reader.offset == 3)
        #expect(try reader.readBytes(2) == [1, 2])
        #expect(reader.bytesRead(from: 3) == [1, 2])
        #expect(throws: BitstreamError(.endOfInput, offset: 5)) { try reader.read(UInt8.self) }
    }
}
