import CWCBitstream

/// Reads named fields. Errors carry the offset and the section of the specification; with a trace
/// attached, every field read is also recorded there.
///
/// Image files and model files are both read through it.
public struct FieldReader {
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

    /// The next `count` bytes, or fewer when the input ends, left unread.
    func upcoming(_ count: Int) -> ArraySlice<UInt8> {
        var ahead = input
        // Cannot fail: it asks for no more than there is.
        return (try? ahead.readBytes(min(count, remaining))) ?? []
    }

    /// The CRC-32 of the bytes from `start` up to here.
    func checksum(from start: Int) -> UInt32 {
        CRC32.checksum(of: input.bytesRead(from: start))
    }

    /// Reads one field, records it, and names it in errors.
    mutating func field<T>(
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

    /// Records a field, or part of one, at the place of the field read last.
    func record(_ name: String, _ value: Field.Value) {
        trace?.fields.append(
            Field(offset: start, size: input.offset - start, name: name, value: value))
    }
}
