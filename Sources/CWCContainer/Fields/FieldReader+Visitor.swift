import CWCBitstream

extension FieldReader: FieldVisitor {
    public mutating func signature(_ name: String, _ expected: [UInt8]) throws(FormatError) {
        // What is there is judged first: a short file of another kind is not a truncated one.
        let found = upcoming(expected.count)
        guard expected.starts(with: found) else {
            let detail = "\(name): \(hexadecimal(found)) is not \(hexadecimal(expected))"
            throw FormatError(.badSignature, offset: offset, section: section, detail: detail)
        }
        var value = expected
        try bytes(name, &value)
    }

    public mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
        _ name: String, _ value: inout T
    ) throws(FormatError) {
        value = try read(T.self, name)
    }

    public mutating func varint(_ name: String, _ value: inout UInt32) throws(FormatError) {
        value = try readVarint(name)
    }

    public mutating func bytes(_ name: String, _ value: inout [UInt8]) throws(FormatError) {
        let count = value.count
        value = try field(name) { input throws(BitstreamError) in
            let bytes = Array(try input.readBytes(count))
            return (bytes, .text(hexadecimal(bytes)))
        }
    }

    public mutating func block(
        _ name: String, _ value: inout [UInt8], count: Int
    ) throws(FormatError) {
        value = Array(try readBytes(count, name))
    }

    public mutating func integers<T: FixedWidthInteger & BitwiseCopyable>(
        _ name: String, _ values: inout [T], count: Int
    ) throws(FormatError) {
        // The bytes are known to be there before anything is allocated for the values.
        let bytes = try readBytes(count * MemoryLayout<T>.size, name)
        // A model has millions of them: they are copied, as they are already what memory holds.
        values = unsafe [T](unsafeUninitializedCapacity: count) { values, made in
            unsafe UnsafeMutableRawBufferPointer(values).copyBytes(from: bytes)
            made = count
        }
        #if _endian(big)
            for index in values.indices { values[index] = T(littleEndian: values[index]) }
        #endif
    }

    public mutating func checksum(_ name: String, _ value: inout UInt32) throws(FormatError) {
        value = try field(name) { input throws(BitstreamError) in
            let value = try input.read(UInt32.self)
            return (value, .text(hexadecimal(value)))
        }
    }

    public mutating func checksum(_ name: String, from start: Int) throws(FormatError) {
        let computed = checksum(from: start)
        var stored: UInt32 = 0
        try checksum(name, &stored)
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
