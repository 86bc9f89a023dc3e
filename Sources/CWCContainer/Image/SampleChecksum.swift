import CWCBitstream
public import CWCImage

/// The checksum by which a file knows its pixels: CRC-32 of the samples, one byte each, or two where
/// they have more than eight bits. Spec cwc §4.6.
package struct SampleChecksum {
    private let isDeep: Bool
    private var crc = CRC32()
    /// The bytes of the samples given last.
    package private(set) var bytes: [UInt8] = []

    /// The checksum of no sample of a depth.
    package init(_ depth: SampleDepth) { isDeep = depth > .eight }

    /// Continues the checksum over samples.
    package mutating func update(_ samples: Span<UInt16>) {
        let isDeep = isDeep
        let count = samples.count * (isDeep ? 2 : 1)
        if bytes.count != count { bytes = [UInt8](repeating: 0, count: count) }
        var bytes = bytes.mutableSpan
        // All that the loops write.
        precondition(bytes.count == count)
        if isDeep {
            for index in samples.indices {
                let sample = unsafe samples[unchecked: index]
                unsafe bytes[unchecked: 2 &* index] = UInt8(truncatingIfNeeded: sample)
                unsafe bytes[unchecked: 2 &* index &+ 1] = UInt8(truncatingIfNeeded: sample >> 8)
            }
        } else {
            for index in samples.indices {
                unsafe bytes[unchecked: index] = UInt8(
                    truncatingIfNeeded: samples[unchecked: index])
            }
        }
        crc.update(self.bytes[...])
    }

    /// The checksum of everything given so far.
    package var value: UInt32 { crc.value }
}

extension RasterImage {
    /// The checksum of the samples. Spec cwc §4.6.
    public var checksum: UInt32 { CRC32.checksum(of: samples[...]) }
}

extension DeepImage {
    /// The checksum of the samples. Spec cwc §4.6.
    public var checksum: UInt32 {
        var checksum = SampleChecksum(shape.depth)
        checksum.update(samples.span)
        return checksum.value
    }
}
