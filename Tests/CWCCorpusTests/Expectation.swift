import CWCContainer
import Foundation

/// `expected.json` of a valid file: what it says about itself, and what it decodes to. Names are
/// those of the specification.
struct ValidExpectation: Codable, Equatable {
    var width: Int
    var height: Int
    var channels: String
    /// 16 hexadecimal digits.
    var model_id: String
    var payload_form: String
    /// In hundredths; null when the file does not say.
    var quality: UInt16?
    /// CRC-32 of the decoded samples, whether or not the file holds it; 8 hexadecimal digits.
    var pixel_checksum: String
    /// Bits of a sample; none for 8.
    var depth: Int?
    /// CRC-32 of the samples at other depths, by their bits, where the file has more than 8. Spec cwc §9.6.
    var depth_checksums: [String: String]?
    /// CRC-32 of the samples at 1/2, 1/4, 1/8 and 1/16 of the size, by the divisor, where the family
    /// has reduced pictures.
    var reduced_checksums: [String: String]?
    /// CRC-32 of the samples of some regions, by `x,y,width,height`, where the file has streams.
    var region_checksums: [String: String]?
    /// CRC-32 of the partial pictures of some beginnings of the file, by their lengths in bytes, where
    /// the file has streams. Spec cwc §5.6.
    var partial_checksums: [String: String]?
    /// CRC-32 of the picture when one byte of the file is inverted, by its offset, where there are
    /// several tiles. None of these bytes is in a coarsest stream. Spec cwc §5.6.
    var damage_checksums: [String: String]?
    /// Side of a tile in pixels; none where there is one tile.
    var tile_size: Int?
    /// Values of the importance map, all added up: a first step where a decoder can go wrong. None
    /// where there is no map, which the wavelet family allows.
    var level_sum: Int?
    /// Bytes of each metadata section that is there.
    var metadata: [String: Int]
    /// The machine that made the file.
    var made_on: String
}

/// What `invalid/expected.json` says of each file.
struct InvalidExpectation: Codable, Equatable {
    var family: String
    var code: String
    var offset: Int
    var section: String

    init(_ error: FormatError) {
        family = error.code.family.rawValue
        code = error.code.description
        offset = error.offset
        section = error.section
    }
}

/// JSON as it is kept in the corpus: sorted, one member a line.
func json(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
}

func parse<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    try JSONDecoder().decode(type, from: Data(bytes))
}

/// System and processor.
var thisMachine: String {
    #if os(Linux)
        let system = "linux"
    #elseif os(macOS)
        let system = "macos"
    #else
        let system = "other"
    #endif
    #if arch(x86_64)
        return "\(system) x86_64"
    #elseif arch(arm64)
        return "\(system) arm64"
    #else
        return "\(system) other"
    #endif
}
