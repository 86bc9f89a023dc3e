/// Names a model by its content: the first 8 bytes of the SHA-256 of its canonical bytes.
///
/// Prints as 16 hexadecimal digits, in the order of the bytes. Spec cwc §4.4.
public struct ModelID: Hashable, Sendable {
    /// Bytes that a model ID takes in a file.
    public static let byteCount = 8

    /// The eight bytes, the first one in the highest place.
    private let value: UInt64

    /// The ID that consists of `bytes`.
    ///
    /// - Precondition: There are eight.
    public init(_ bytes: some Collection<UInt8>) {
        precondition(bytes.count == Self.byteCount, "a model ID has 8 bytes")
        value = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The eight bytes in file order.
    public var bytes: [UInt8] {
        (0..<Self.byteCount).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    }
}

extension ModelID: LosslessStringConvertible {
    /// Reads 16 hexadecimal digits of either case; nil for anything else.
    public init?(_ description: String) {
        guard description.utf8.count == 2 * Self.byteCount,
            description.allSatisfy({ $0.isASCII && $0.isHexDigit }),
            let value = UInt64(description, radix: 16)
        else { return nil }
        self.value = value
    }

    /// 16 hexadecimal digits in lower case.
    public var description: String { hexadecimal(bytes) }
}
