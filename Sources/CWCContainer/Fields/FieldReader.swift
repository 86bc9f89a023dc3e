import CWCBitstream

/// Reads named fields. Errors carry the offset and the section of the specification; with a trace
/// attached, every field read is also recorded there.
///
/// Image files and model files are both read through it.
public struct FieldReader: FieldVisitor {
    private var input: ByteReader
    private let trace: FieldTrace?
    /// Where the field read last begins: the place that `fail` and `require` blame.
    private var start: Int

    /// The section of the specification that governs what is read now, such as `cwc §4.2`.
    public var section: String

    /// A reader at the start of `bytes`, whose indices are offsets in the file.
    public init(_ bytes: ArraySlice<UInt8>, section: String, trace: FieldTrace? = nil) {
        input = ByteReader(bytes)
        start = bytes.startIndex
        self.section = section
        self.trace = trace
    }

    /// Offset of the next byte in the file.
    public var offset: Int { input.offset }

    /// Number of bytes not yet read.
    public var remaining: Int { input.remaining }

    /// Whether every byte has been read.
    public var isAtEnd: Bool { input.isAtEnd }

    /// An error that blames the field read last.
    public func fail(_ code: FormatError.Code, _ detail: String) -> FormatError {
        FormatError(code, offset: start, section: section, detail: detail)
    }

    /// Reads a little-endian integer.
    public mutating func read<T: FixedWidthInteger & UnsignedInteger>(
        _ type: T.Type, _ name: String
    ) throws(FormatError) -> T {
        try field(name) { input throws(BitstreamError) in
            let value = try input.read(T.self)
            return (value, .integer(UInt64(value)))
        }
    }

    /// Reads a varint.
    public mutating func readVarint(_ name: String) throws(FormatError) -> UInt32 {
        try field(name) { input throws(BitstreamError) in
            let value = try input.readVarint()
            return (value, .integer(UInt64(value)))
        }
    }

    /// Reads `count` bytes without copying them.
    public mutating func readBytes(
        _ count: Int, _ name: String
    ) throws(FormatError) -> ArraySlice<UInt8> {
        try field(name) { input throws(BitstreamError) in
            (try input.readBytes(count), .bytes(count: count))
        }
    }

    /// Reads one field, records it, and names it in errors.
    private mutating func field<T>(
        _ name: String,
        _ body: (inout ByteReader) throws(BitstreamError) -> (T, Field.Value)
    ) throws(FormatError) -> T {
        start = input.offset
        let value: T
        let recorded: Field.Value
        do throws(BitstreamError) {
            (value, recorded) = try body(&input)
        } catch {
            throw FormatError(error, section: section, detail: "\(name): \(error.explanation)")
        }
        record(name, recorded)
        return value
    }

    private func record(_ name: String, _ value: Field.Value) {
        trace?.fields.append(
            Field(offset: start, size: input.offset - start, name: name, value: value))
    }
}

extension FieldReader {
    public mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
        _ name: String, _ value: inout T
    ) throws(FormatError) {
        value = try read(T.self, name)
    }

    public mutating func varint(_ name: String, _ value: inout UInt32) throws(FormatError) {
        value = try readVarint(name)
    }

    public mutating func bytes(_ name: String, _ value: inout [UInt8]) throws(FormatError) {
        value = Array(try readBytes(value.count, name))
    }

    public mutating func checksum(_ name: String, from start: Int) throws(FormatError) {
        let computed = CRC32.checksum(of: input.bytesRead(from: start))
        let stored = try read(UInt32.self, name)
        try require(
            stored == computed, .checksumMismatch,
            "\(name): stored \(hexadecimal(stored)), computed \(hexadecimal(computed))")
    }

    public mutating func require(
        _ condition: Bool, _ code: FormatError.Code, _ detail: @autoclosure () -> String
    ) throws(FormatError) {
        guard condition else { throw fail(code, detail()) }
    }

    public mutating func note(_ name: String, _ meaning: String) {
        record(name, .text(meaning))
    }
}

/// Eight hexadecimal digits, as checksums are written everywhere else.
func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
}
