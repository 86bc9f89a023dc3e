import CWCImageIO
import Testing

@Suite struct TarArchiveTests {
    /// A ustar header. `type` is its letter, `size` is written as octal digits.
    private static func header(
        _ name: String, size: Int, type: Character = "0", prefix: String = "",
        magic: String = "ustar\u{0}00"
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(name, at: 0)
        put(octal(size, 11), at: 124)
        put(String(type), at: 156)
        put(magic, at: 257)
        put(prefix, at: 345)
        put("        ", at: 148)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\0 ", at: 148)
        return block
    }

    private static func file(_ name: String, _ content: [UInt8], prefix: String = "") -> [UInt8] {
        header(name, size: content.count, prefix: prefix) + content
            + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    private static let end = [UInt8](repeating: 0, count: 1024)
    private static let full = [UInt8](repeating: 9, count: 512)

    @Test func filesInTheirOrder() throws {
        let bytes =
            Self.header("folder/", size: 0, type: "5") + Self.file("folder/a", [1, 2, 3])
            + Self.header("link", size: 77, type: "2") + Self.file("empty", [])
            + Self.file("b.jpg", Self.full, prefix: "a/long/path") + Self.end
        let archive = try TarArchive(parsing: bytes)
        #expect(archive.entries.map(\.name) == ["folder/a", "empty", "a/long/path/b.jpg"])
        #expect(archive.entries.map { Array(archive[$0]) } == [[1, 2, 3], [], Self.full])
    }

    @Test func olderHeadersHaveNoPrefix() throws {
        let bytes = Self.header("a", size: 0, prefix: "0123", magic: "ustar  \u{0}") + Self.end
        #expect(try TarArchive(parsing: bytes).entries.map(\.name) == ["a"])
    }

    @Test func emptyArchive() throws {
        #expect(try TarArchive(parsing: Self.end).entries == [])
    }

    @Test func everyTruncationIsNoticed() {
        let bytes = Self.file("a", [1]) + Self.file("b", Self.full) + Self.end
        // One block of zeros is enough of an end.
        for length in 0..<bytes.count - 512 {
            let error = #expect(throws: TarError.self) {
                try TarArchive(parsing: Array(bytes[..<length]))
            }
            #expect(error?.code == .truncated, "\(length) bytes")
        }
    }

    @Test(arguments: [0, 130, 150, 300])
    func damagedHeader(offset: Int) {
        var bytes = Self.file("a", [1]) + Self.file("b", [2]) + Self.end
        bytes[1024 + offset] ^= 0xFF
        let error = #expect(throws: TarError.self) { try TarArchive(parsing: bytes) }
        #expect(error?.description == "malformed tar entry at byte 1024: wrong header checksum")
    }

    @Test(arguments: ["x", "L", "g"] as [Character])
    func extensionHeaders(type: Character) {
        let bytes = Self.header("././@LongLink", size: 0, type: type) + Self.end
        let error = #expect(throws: TarError.self) { try TarArchive(parsing: bytes) }
        #expect(error?.code == .unsupported && error?.offset == 0)
    }
}
