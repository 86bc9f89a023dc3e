import CWCComparison
import CWCImage
import CWCImageIO
import Testing

@testable import CWCReport

/// A codec of one grey value, and with a map.
private struct FlatCodec: ComparedCodec {
    var name: String
    var summary = "everything \"grey\" </script><script>alert(1)</script>"
    var settings: [Double] = [1, 200]
    var fails = false

    func encode(_ picture: RasterImage, setting: Double) throws(ComparisonError) -> [UInt8] {
        if fails { throw ComparisonError("unlucky") }
        let shape = [
            picture.width & 255, picture.width >> 8, picture.height & 255, picture.height >> 8,
        ]
        return (shape + [Int](repeating: Int(setting), count: Int(setting))).map(UInt8.init)
    }

    func decode(_ file: [UInt8]) throws(ComparisonError) -> RasterImage {
        let (width, height) = (Int(file[0]) + Int(file[1]) << 8, Int(file[2]) + Int(file[3]) << 8)
        return RasterImage(
            width: width, height: height, channels: .rgb,
            samples: Array(repeating: file[4], count: width * height * 3))
    }

    func importance(of file: [UInt8]) throws(ComparisonError) -> RasterImage? {
        guard name == "mapped" else { return nil }
        let picture = try decode(file)
        return RasterImage(
            width: picture.width, height: picture.height, channels: .grey,
            samples: (0..<picture.width * picture.height).map { UInt8($0 % 9) })
    }
}

@Suite struct ReportTests {
    private static func picture(
        _ width: Int, _ height: Int, named name: String = "a"
    ) -> NamedPicture {
        NamedPicture(
            name: name,
            picture: RasterImage(
                width: width, height: height, channels: .rgb,
                samples: (0..<width * height * 3).map { UInt8($0 * 5 % 253) }))
    }

    private let codecs = [FlatCodec(name: "mapped"), FlatCodec(name: "plain")]

    /// What the scripts of the page are given, by the id of the element.
    private static func data(_ id: String, in html: String) throws -> String {
        let start = try #require(
            html.ranges(of: "<script type=\"application/json\" id=\"\(id)\">").first)
        let end = try #require(html[start.upperBound...].ranges(of: "</script>").first)
        return String(html[start.upperBound..<end.lowerBound])
    }

    @Test func everyPixelIsInThePage() throws {
        let picture = Self.picture(24, 16)
        let sides = SideBySide(of: picture, codecs: codecs, rates: [1, 2])
        #expect(sides.sizes.map(\.rate) == [1, 2] && sides.skipped.isEmpty)
        #expect(try decodeImage(bytes: sides.original).samples == picture.picture.samples)
        // 24 · 16 / 8 = 48 bytes at one bit a pixel, four of them for the shape.
        let files = try #require(sides.sizes.first).files
        #expect(files.map(\.measurement.codec) == ["mapped", "plain"])
        #expect(files.map(\.measurement.bytes) == [48, 48])
        for file in files {
            #expect(try decodeImage(bytes: file.picture).samples.allSatisfy { $0 == 44 })
        }
        let map = try decodeImage(bytes: #require(files[0].importance))
        #expect(map.samples.prefix(6) == [0, 0, 0, 1, 1, 1] && files[1].importance == nil)
    }

    @Test func onlyTheMiddleOfLargePictures() throws {
        let picture = Self.picture(1101, 20)
        let sides = SideBySide(of: picture, codecs: codecs, rates: [0.05])
        let original = try decodeImage(bytes: sides.original)
        #expect(original.width == 1024 && original.height == 20)
        #expect(original.samples.prefix(3) == picture.picture.samples[(38 * 3)...].prefix(3))
        let second = picture.picture.samples[((1101 + 38) * 3)...].prefix(3)
        #expect(original.samples[(1024 * 3)...].prefix(3) == second)
        let page = Report(comparison: Comparison(images: [], codecs: []), pictures: [sides]).html
        let data = try Self.data("picture-0", in: page)
        #expect(data.contains("\"width\": 1101") && data.contains("\"shown\": {\"width\": 1024"))
    }

    @Test func failuresAreSkipped() {
        let broken = FlatCodec(name: "broken", fails: true)
        let pictures = [Self.picture(24, 16), Self.picture(20, 20, named: "b")]
        let sides = SideBySide.all(pictures, codecs: codecs + [broken], rates: [1], jobs: 2)
        #expect(sides.map(\.name) == ["a", "b"])
        #expect(sides.map { $0.sizes.map { $0.files.count } } == [[2], [2]])
        let skip = Comparison.Skip(
            subject: "a, broken at 1.0 bits per pixel", reason: "unlucky", isFailure: true)
        #expect(sides[0].skipped == [skip])
        // Nobody's size can be matched when the first codec fails.
        let none = SideBySide(of: pictures[0], codecs: [broken] + codecs, rates: [1])
        #expect(none.sizes.isEmpty && none.skipped.count == 1)
    }

    @Test func onePageWithoutAnythingElse() throws {
        let picture = Self.picture(24, 16, named: "</script>&<b>")
        let comparison = sweep([picture], codecs: codecs, jobs: 1)
        let sides = SideBySide(of: picture, codecs: codecs, rates: [1])
        let html = Report(comparison: comparison, pictures: [sides], remarks: ["a < b"]).html
        #expect(
            html.hasPrefix("<!doctype html>\n<html lang=\"en\">") && html.hasSuffix("</html>\n"))
        #expect(!html.contains("@@") && !html.contains("<link") && !html.contains("src=\""))
        #expect(html.contains("default-src 'none'; img-src data:;"))
        // Names and summaries stay within their script.
        #expect(html.ranges(of: "</script>").count == 3 && !html.contains("<b>"))
        let figures = try Self.data("figures", in: html)
        #expect(!figures.contains("<") && figures.contains("\\u003c/script>&\\u003cb>"))
        #expect(figures.contains("\"remarks\": [\"a \\u003c b\"]"))
        #expect(figures.contains("\"comparison\": {\"codecs\": [{\"name\": \"mapped\""))
        #expect(html.contains("--codec-1: #") && !html.contains("--codec-2: #"))
        let shown = try Self.data("picture-0", in: html)
        #expect(shown.ranges(of: "data:image/webp;base64,").count == 4)
        #expect(shown.contains("\"importance\": null"))
    }
}
