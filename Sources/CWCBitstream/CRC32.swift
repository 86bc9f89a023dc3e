import CZlib

/// The CRC-32 of zlib, PNG and gzip (polynomial 0xEDB88320, reflected, inverted in and out).
public struct CRC32: Sendable {
    /// The checksum of everything given so far; 0 for nothing.
    public private(set) var value: UInt32 = 0

    /// The checksum of nothing.
    public init() {}

    /// Continues the checksum over `bytes`.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        value = unsafe bytes.withUnsafeBufferPointer { buffer in
            // zlib takes a null pointer as a request to start over.
            guard let start = buffer.baseAddress else { return value }
            return UInt32(truncatingIfNeeded: unsafe crc32_z(UInt(value), start, buffer.count))
        }
    }

    /// The checksum of `bytes`.
    public static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes)
        return crc.value
    }
}
