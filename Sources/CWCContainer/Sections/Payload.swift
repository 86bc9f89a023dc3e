package import CWCBitstream

/// A section's payload on its way to what it means. Spec cwc §2.4.
///
/// How many bytes it must give is known before one is looked at: memory is bounded by the header,
/// whatever the payload says.
package struct Payload {
    package let bytes: ArraySlice<UInt8>
    /// Where the payload stands in the file; expanded bytes have no place of their own.
    let offset: Int
    let name: String
    let section: String

    package init(_ bytes: ArraySlice<UInt8>, name: String, section: String) {
        self.init(bytes, offset: bytes.startIndex, name: name, section: section)
    }

    private init(_ bytes: ArraySlice<UInt8>, offset: Int, name: String, section: String) {
        self.bytes = bytes
        self.offset = offset
        self.name = name
        self.section = section
    }

    /// An error about the payload as a whole.
    package func fail(_ code: FormatError.Code, _ detail: String) -> FormatError {
        FormatError(code, offset: offset, section: section, detail: "\(name): \(detail)")
    }

    /// The error that a part of the payload is at fault.
    func fail(_ error: BitstreamError, _ detail: String) -> FormatError {
        FormatError(
            error, section: section, detail: "\(name): \(error.explanation); \(detail)")
    }

    /// The payload out of its DEFLATE stream, which must give `size` bytes.
    package func expanded(to size: Int) throws(FormatError) -> Payload {
        do throws(BitstreamError) {
            let expanded = try Deflate.expand(bytes, size: size)
            return Payload(expanded[...], offset: offset, name: name, section: section)
        } catch {
            throw fail(error, "it must give \(size) bytes")
        }
    }

    /// What `body` reads from a payload that must have `bitCount` bits, padded with 0 to a byte.
    /// `body` runs after the size was checked, so that it may allocate in proportion.
    package func readBits<Value>(
        _ bitCount: Int, _ body: (inout BitReader) throws(BitstreamError) -> Value
    ) throws(FormatError) -> Value {
        let size = (bitCount + 7) / 8
        guard bytes.count == size else {
            throw fail(.badPayload, "\(bytes.count) bytes instead of \(size)")
        }
        var reader = BitReader(bytes)
        let value: Value
        do throws(BitstreamError) {
            value = try body(&reader)
        } catch {
            throw FormatError(error, section: section, detail: "\(name): \(error.explanation)")
        }
        guard reader.isAtPadding else { throw fail(.badPayload, "the padding is not 0") }
        return value
    }

    /// What `body` reads from a payload that a range coder wrote, and that must end with it. Fails
    /// before `body` allocates anything if the payload cannot hold so many decisions.
    package func readDecisions<Value>(
        atLeast decisions: Int, _ body: (inout RangeDecoder) throws(BitstreamError) -> Value
    ) throws(FormatError) -> Value {
        do throws(BitstreamError) {
            guard RangeCoder.canHold(decisions: decisions, byteCount: bytes.count) else {
                throw BitstreamError(.rangeTooShort, offset: offset)
            }
            var decoder = RangeDecoder(bytes)
            let value = try body(&decoder)
            try decoder.finish()
            return value
        } catch {
            throw fail(.badPayload, error.explanation)
        }
    }
}
