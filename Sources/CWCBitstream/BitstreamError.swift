/// What can be wrong with bytes, before anyone knows what they mean.
public struct BitstreamError: Error, Hashable, Sendable {
    /// The kinds of damage that the readers of this module tell apart.
    public enum Kind: Hashable, Sendable {
        /// The input ended inside a value.
        case endOfInput
        /// A variable-length integer has more bytes than its value needs.
        case varintNotMinimal
        /// A variable-length integer does not fit 32 bits.
        case varintTooLarge
        /// A DEFLATE stream breaks the rules of RFC 1951.
        case deflateCorrupt
        /// A DEFLATE stream holds fewer bytes than the caller expects, or stops before its end.
        case deflateTooShort
        /// A DEFLATE stream holds more bytes than the caller expects.
        case deflateTooLong
        /// Bytes follow the end of a DEFLATE stream.
        case deflateTrailingBytes
        /// A range coder's payload holds fewer decisions than the caller expects.
        case rangeTooShort
        /// A range coder's payload does not end as its decisions demand.
        case rangeBadEnd
    }

    /// What is wrong.
    public var kind: Kind
    /// Where, as an index into the bytes that the reader was given.
    public var offset: Int

    /// Makes an error from its parts.
    public init(_ kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension BitstreamError {
    /// The fault in words, without the place.
    public var explanation: String {
        switch kind {
        case .endOfInput: "the input ends here"
        case .varintNotMinimal: "the varint is not in its shortest form"
        case .varintTooLarge: "the varint exceeds 32 bits"
        case .deflateCorrupt: "the DEFLATE stream is corrupt"
        case .deflateTooShort: "the DEFLATE stream ends early"
        case .deflateTooLong: "the DEFLATE stream holds more than it must"
        case .deflateTrailingBytes: "bytes follow the DEFLATE stream"
        case .rangeTooShort: "the range coder's payload ends early"
        case .rangeBadEnd: "the range coder's payload does not end as its decisions demand"
        }
    }
}
