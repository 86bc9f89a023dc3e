import CWCBitstream
import CWCContainer
import CWCImage

/// The model ID of the examples in the specification.
let sampleModel = ModelID([0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])

/// A small file with every section that there is.
func wholeFile() -> Container {
    Container(
        header: ImageHeader(
            width: 9, height: 3, channels: .rgbAlpha, payloadForm: .deflate, model: sampleModel,
            qualityHundredths: 6000, pixelChecksum: 0xE271_3C9A),
        metadata: Metadata(
            icc: [1, 2, 3], exif: Array("MM\0*".utf8), xmp: Array("<x/>".utf8),
            cicp: CICP(primaries: 1, transfer: 13, isFullRange: false)),
        importance: [4, 5], codes: [6, 7, 8], alpha: [9])
}

/// A small file with nothing that can be left out.
func plainFile() -> Container {
    Container(
        header: ImageHeader(
            width: 9, height: 3, channels: .rgb, payloadForm: .packed, model: sampleModel),
        importance: [1], codes: [0x9E, 0x50])
}

/// The same with 12 bits a sample: byte 23 is its depth.
func deepFile() -> Container {
    var file = plainFile()
    file.header.depth = .twelve
    return file
}

/// One section with its right checksum, whatever it says.
func section(_ type: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
    var writer = FieldWriter()
    writer.writeSection(type: type, payload: payload)
    return writer.bytes
}

/// A header's bytes, changed by hand, with a right checksum behind them.
func header(
    of file: Container = plainFile(), _ change: (inout [UInt8]) -> Void = { _ in }
) -> [UInt8] {
    var output = FieldWriter()
    file.header.write(to: &output)
    var bytes = Array(output.bytes.dropLast(4))
    change(&bytes)
    var writer = ByteWriter()
    writer.write(bytes)
    writer.write(CRC32.checksum(of: bytes[...]))
    return writer.bytes
}
