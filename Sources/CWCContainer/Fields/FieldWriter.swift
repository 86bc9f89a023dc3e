import CWCBitstream

/// Writes named fields. The names are for the reader that shares the list of fields.
public struct FieldWriter: FieldVisitor {
    var output = ByteWriter()

    /// For the reader's errors; a writer has none.
    public var section = ""

    /// A writer at the start of a file.
    public init() {}

    /// Everything written so far.
    public var bytes: [UInt8] { output.bytes }

    /// Offset of the next byte in the file.
    public var offset: Int { output.bytes.count }

    public mutating func signature(_ name: String, _ expected: [UInt8]) {
        output.write(expected)
    }

    public mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
        _ name: String, _ value: inout T
    ) {
        output.write(value)
    }

    public mutating func varint(_ name: String, _ value: inout UInt32) {
        output.writeVarint(value)
    }

    public mutating func bytes(_ name: String, _ value: inout [UInt8]) {
        output.write(value)
    }

    public mutating func block(_ name: String, _ value: inout [UInt8], count: Int) {
        precondition(value.count == count, name)
        output.write(value)
    }

    public mutating func integers<T: FixedWidthInteger & BitwiseCopyable>(
        _ name: String, _ values: inout [T], count: Int
    ) {
        precondition(values.count == count, name)
        for value in values { output.write(value) }
    }

    public mutating func checksum(_ name: String, _ value: inout UInt32) {
        output.write(value)
    }

    public mutating func checksum(_ name: String, from start: Int) {
        output.write(CRC32.checksum(of: output.bytes[start...]))
    }

    public mutating func require(
        _ condition: Bool, _ code: FormatError.Code, _ detail: @autoclosure () -> String
    ) {
        precondition(condition, detail())
    }

    public mutating func note(_ name: String, _ meaning: String) {}
}
