import CWCBitstream
public import CWCImage

extension RasterImage {
    /// The checksum by which a file knows its pixels: CRC-32 of the samples. Spec cwc §4.6.
    public var checksum: UInt32 { CRC32.checksum(of: samples[...]) }
}
