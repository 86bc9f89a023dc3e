/// Visits the fields of a record in file order: `FieldReader` fills them, `FieldWriter` stores them.
///
/// A record lists its fields once, in a function over a visitor. Its parser, its serialiser and
/// the dump of it are then the same list and cannot disagree.
public protocol FieldVisitor {
    /// `FormatError` when reading; `Never` when writing, where a broken rule is a bug and traps.
    associatedtype Failure: Error

    /// The section of the specification that governs what is visited now, such as `cwc §4.2`.
    var section: String { get set }

    /// Offset in the file of what is visited next.
    var offset: Int { get }

    /// Visits bytes that are always the same and name the format.
    mutating func signature(_ name: String, _ expected: [UInt8]) throws(Failure)

    /// Visits a little-endian integer.
    mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
        _ name: String, _ value: inout T) throws(Failure)

    /// Visits a varint.
    mutating func varint(_ name: String, _ value: inout UInt32) throws(Failure)

    /// Visits a few bytes whose number is known: as many as `value` holds beforehand.
    mutating func bytes(_ name: String, _ value: inout [UInt8]) throws(Failure)

    /// Visits `count` bytes that are too many to be shown; `value` holds as many when writing.
    mutating func block(_ name: String, _ value: inout [UInt8], count: Int) throws(Failure)

    /// Visits an array of `count` little-endian integers; `values` holds as many when writing.
    mutating func integers<T: FixedWidthInteger & BitwiseCopyable>(
        _ name: String, _ values: inout [T], count: Int) throws(Failure)

    /// Visits a CRC-32 of something that is not in the file.
    mutating func checksum(_ name: String, _ value: inout UInt32) throws(Failure)

    /// Visits the CRC-32 of the bytes from `start`, an offset in the file, up to here.
    mutating func checksum(_ name: String, from start: Int) throws(Failure)

    /// States a rule about the field visited last.
    mutating func require(
        _ condition: Bool, _ code: FormatError.Code, _ detail: @autoclosure () -> String
    ) throws(Failure)

    /// Tells what some bits or all of the field visited last mean.
    mutating func note(_ name: String, _ meaning: String)
}
