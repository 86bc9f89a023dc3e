@testable import CWCImageIO

extension JPEGSegment {
    /// The segments between the start of a file that our encoder made and its first scan.
    static func header(of bytes: [UInt8]) -> [JPEGSegment] {
        var segments: [JPEGSegment] = []
        var offset = 2
        let startOfScan: UInt8 = 0xDA
        while bytes[offset + 1] != startOfScan {
            let end = offset + 2 + (Int(bytes[offset + 2]) << 8) + Int(bytes[offset + 3])
            segments.append(
                JPEGSegment(marker: bytes[offset + 1], payload: bytes[offset + 4..<end]))
            offset = end
        }
        return segments
    }
}
