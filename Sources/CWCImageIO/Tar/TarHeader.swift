/// The 512-byte block in front of each file of an archive.
///
///     offset  bytes  field
///          0    100  name
///        124     12  size, octal digits
///        148      8  checksum: the sum of all bytes, with spaces in place of itself, octal
///        156      1  type: '0' or zero is a regular file
///        257      6  "ustar", zero
///        345    155  prefix: the folders of a long path
struct TarHeader {
    static let blockBytes = 512

    let name: String
    /// Bytes of content.
    let size: Int
    let isRegularFile: Bool

    /// Bytes of content with their padding to whole blocks.
    var storedBytes: Int { (size + Self.blockBytes - 1) / Self.blockBytes * Self.blockBytes }

    /// The header at `offset`, or `nil` at the block of zeros that ends an archive.
    init?(parsing bytes: [UInt8], at offset: Int) throws(TarError) {
        guard offset <= bytes.count - Self.blockBytes else {
            throw TarError(.truncated, offset: offset, "no end-of-archive block")
        }
        let block = bytes[offset..<offset + Self.blockBytes]
        if block.allSatisfy({ $0 == 0 }) { return nil }

        func field(_ start: Int, _ count: Int) -> ArraySlice<UInt8> {
            block[offset + start..<offset + start + count]
        }
        func text(_ start: Int, _ count: Int) -> String {
            String(decoding: field(start, count).prefix { $0 != 0 }, as: UTF8.self)
        }
        let checksum = field(148, 8)
        let sum = block.reduce(0) { $0 + Int($1) } - checksum.reduce(0) { $0 + Int($1) } + 8 * 0x20
        guard Self.octal(checksum) == sum else {
            throw TarError(.malformed, offset: offset, "wrong header checksum")
        }
        guard let size = Self.octal(field(124, 12)) else {
            throw TarError(.malformed, offset: offset, "the size is not an octal number")
        }
        let type = block[offset + 156]
        // GNU's and pax's extensions give the next entry another name or size.
        guard !"LKxgSM".utf8.contains(type) else {
            let letter = Character(Unicode.Scalar(type))
            throw TarError(
                .unsupported, offset: offset,
                "extension header of type \(letter); write the archive with --format=ustar")
        }
        let prefix = field(257, 6).elementsEqual(Array("ustar\0".utf8)) ? text(345, 155) : ""
        name = prefix.isEmpty ? text(0, 100) : "\(prefix)/\(text(0, 100))"
        isRegularFile = type == 0 || type == UInt8(ascii: "0")
        // Links and folders may state a size, but have no content.
        let hasContent = isRegularFile || type == UInt8(ascii: "7")
        self.size = hasContent ? size : 0
    }

    /// Octal digits, with spaces around them and perhaps a zero byte after; `nil` if anything else.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        // At most 12 digits of 3 bits: no overflow.
        return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
    }
}
