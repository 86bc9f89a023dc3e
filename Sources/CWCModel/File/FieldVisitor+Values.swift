package import CWCContainer

// Fields that model files are made of, beyond those that every record has.

extension FieldVisitor {
    /// Visits a varint that counts something. Spec model §4.8.
    package mutating func count(
        _ name: String, _ value: inout Int, in legal: ClosedRange<Int>
    ) throws(Failure) {
        var count = UInt32(value)
        try varint(name, &count)
        value = Int(clamping: count)
        try require(value, name, in: legal)
    }

    /// Visits a byte that is a size. Spec model §4.8.
    package mutating func size(
        _ name: String, _ value: inout Int, in legal: ClosedRange<Int> = 0...255
    ) throws(Failure) {
        var byte = UInt8(value)
        try integer(name, &byte)
        value = Int(byte)
        try require(value, name, in: legal)
    }

    /// Refuses a value beyond its limit, or below what makes sense.
    private mutating func require(
        _ value: Int, _ name: String, in legal: ClosedRange<Int>
    ) throws(Failure) {
        try require(
            value <= legal.upperBound, .limitExceeded,
            "\(name) is \(value), the limit \(legal.upperBound)")
        try require(value >= legal.lowerBound, .badValue, "\(name) is \(value)")
    }

    /// Visits a signed integer of 16 bits.
    package mutating func signed(_ name: String, _ value: inout Int16) throws(Failure) {
        var bits = UInt16(bitPattern: value)
        try integer(name, &bits)
        value = Int16(bitPattern: bits)
    }

    /// Visits a signed byte.
    package mutating func signed(_ name: String, _ value: inout Int8) throws(Failure) {
        var bits = UInt8(bitPattern: value)
        try integer(name, &bits)
        value = Int8(bitPattern: bits)
    }

    /// Visits the two fields of a range.
    package mutating func range(
        _ name: String, _ value: inout ClosedRange<Int16>
    ) throws(Failure) {
        var (low, high) = (value.lowerBound, value.upperBound)
        try signed("\(name)_low", &low)
        try signed("\(name)_high", &high)
        try require(low <= high, .badValue, "the range is \(low)...\(high)")
        value = low...high
    }

    /// Visits a text in UTF-8, behind its length.
    package mutating func text(
        _ name: String, _ value: inout String, in lengths: ClosedRange<Int>
    ) throws(Failure) {
        var bytes = Array(value.utf8)
        var length = bytes.count
        try count("\(name)_length", &length, in: lengths)
        try block(name, &bytes, count: length)
        let text = String(validating: bytes, as: UTF8.self)
        try require(text != nil, .badValue, "\(name) is not UTF-8")
        value = text ?? ""
    }
}
