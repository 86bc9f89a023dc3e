import CWCImageIO
import CWCMetrics
import CWCTestSupport
import Testing

@testable import CWCComparison

/// Adds `setting` to every sample, in files of as many bytes as it is asked for. Broken below zero.
private struct ShiftingCodec: ComparedCodec {
    var name = "shift"
    var summary = "adds a number; the number"
    var settings: [Double] = [16, 8, 4]
    var bytes: @Sendable (Double) -> Int = { Int(1600 / $0) }

    func encode(_ picture: Picture, setting: Double) throws(ComparisonError) -> [UInt8] {
        guard picture.width != 13 else { throw ComparisonError("unlucky") }
        let head = [UInt8(picture.width), UInt8(picture.height), UInt8(setting)]
        return head + picture.samples
            + [UInt8](repeating: 0, count: bytes(setting))
    }

    func decode(_ file: [UInt8]) throws(ComparisonError) -> Picture {
        let count = Int(file[0]) * Int(file[1]) * 3
        return Picture(
            width: Int(file[0]), height: Int(file[1]), channels: .rgb,
            samples: file[3..<3 + count].map { $0 + file[2] })
    }
}

@Suite struct ComparisonTests {
    private static func picture(_ name: String, side: Int = 16) -> NamedPicture {
        NamedPicture(
            name: name,
            picture: Picture(
                width: side, height: 16, channels: .rgb,
                samples: (0..<side * 16 * 3).map { UInt8($0 % 200) }))
    }

    @Test func figuresAreThoseOfTheFiles() throws {
        let comparison = sweep([Self.picture("a")], codecs: [ShiftingCodec()], jobs: 2)
        #expect(comparison.measurements.map(\.setting) == [16, 8, 4])
        // 3 + 768 + 100 bytes; an error of 16 everywhere.
        let first = try #require(comparison.measurements.first)
        #expect(first.bytes == 871 && first.rate == 8 * 871 / 256.0)
        #expect(abs(first.psnr - 24.0484) < 1e-3)
        #expect(first.ssim != nil && first.multiScaleSSIM == nil)
        #expect(comparison.skipped.map(\.isFailure) == [false])
    }

    @Test func picturesThatACodecCannotDoAreInNoMean() {
        let pictures = [Self.picture("a"), Self.picture("b", side: 13)]
        let steady = ShiftingCodec(name: "steady")
        let comparison = sweep(pictures, codecs: [steady], points: 2, jobs: 1)
        #expect(comparison.failedImages == ["b"])
        #expect(comparison.skipped.count { $0.isFailure && $0.reason == "unlucky" } == 2)
        #expect(comparison.means(of: "steady").map(\.bytes) == [871, 1171])
    }

    @Test func tablesAreReadAgain() throws {
        let codecs = [ShiftingCodec(), ShiftingCodec(name: "other", bytes: { Int(900 / $0) })]
        let comparison = sweep([Self.picture("a")], codecs: codecs, jobs: 1)
        let table = comparison.tsv(remarks: ["how it was made"])
        let again = try Comparison(tsv: table)
        #expect(again.images == comparison.images && again.codecs == comparison.codecs)
        let rate = try #require(comparison.bdRate(of: "other", against: "shift", .psnr))
        let other = try #require(again.bdRate(of: "other", against: "shift", .psnr))
        #expect(rate < 0 && abs(rate - other) < 0.01)
        #expect(throws: ComparisonError("line 1 is not a row of a table of results")) {
            try Comparison(tsv: "no table")
        }
    }

    @Test func settingsAreSpreadOverTheSweep() {
        #expect(Array(0..<9).spread(3) == [0, 4, 8])
        #expect(Array(0..<10).spread(2) == [0, 9])
        #expect([1, 2].spread(5) == [1, 2])
    }
}
