import CWCImage
import CWCImageIO
import CWCMetrics
import CWCTestSupport
import Testing

@testable import CWCComparison

/// Adds `setting` to every sample, in files of as many bytes as it is asked for.
struct ShiftingCodec: ComparedCodec {
    var name = "shift"
    var summary = "adds a number; the number"
    var settings: [Double] = [16, 8, 4]
    var bytes: @Sendable (Double) -> Int = { Int(1600 / $0) }
    /// Whether a picture is more than it can do.
    var fails: @Sendable (RasterImage, Double) -> Bool = { picture, _ in picture.width == 13 }

    func encode(_ picture: RasterImage, setting: Double) throws(ComparisonError) -> [UInt8] {
        if fails(picture, setting) { throw ComparisonError("unlucky") }
        let head = [UInt8(picture.width), UInt8(picture.height), UInt8(setting)]
        return head + picture.samples
            + [UInt8](repeating: 0, count: bytes(setting))
    }

    func decode(_ file: [UInt8]) throws(ComparisonError) -> RasterImage {
        let count = Int(file[0]) * Int(file[1]) * 3
        return RasterImage(
            width: Int(file[0]), height: Int(file[1]), channels: .rgb,
            samples: file[3..<3 + count].map { $0 + file[2] })
    }
}

extension NamedPicture {
    /// A picture with 16 rows and samples below 200.
    static func sample(_ name: String, side: Int = 16) -> NamedPicture {
        NamedPicture(
            name: name,
            picture: RasterImage(
                width: side, height: 16, channels: .rgb,
                samples: (0..<side * 16 * 3).map { UInt8($0 % 200) }))
    }
}

@Suite struct ComparisonTests {
    @Test func figuresAreThoseOfTheFiles() throws {
        let comparison = sweep([.sample("a")], codecs: [ShiftingCodec()], jobs: 2)
        #expect(comparison.measurements.map(\.setting) == [16, 8, 4])
        // 3 + 768 + 100 bytes; an error of 16 everywhere.
        let first = try #require(comparison.measurements.first)
        #expect(first.bytes == 871 && first.rate == 8 * 871 / 256.0)
        #expect(abs(first.psnr - 24.0484) < 1e-3)
        #expect(first.ssim != nil && first.multiScaleSSIM == nil)
    }

    @Test func picturesThatACodecCannotDoAreInNoMean() {
        let pictures = [NamedPicture.sample("a"), .sample("b", side: 13)]
        let comparison = sweep(pictures, codecs: [ShiftingCodec()], points: 2, jobs: 1)
        #expect(comparison.failedImages == ["b"])
        let failures = comparison.skipped.filter(\.isFailure)
        #expect(failures.map(\.subject) == ["b, shift"])
        #expect(failures.map(\.reason) == ["failed at 2 of 2 settings: unlucky"])
        #expect(comparison.means(of: "shift").map(\.bytes) == [871, 1171])
        #expect(comparison.points(of: "shift", by: .psnr).count == 2)
    }

    /// It must not take every picture away from the others.
    @Test func aCodecThatOnlyFailsTakesNoPart() {
        let broken = ShiftingCodec(name: "broken", fails: { _, _ in true })
        let comparison = sweep([.sample("a")], codecs: [ShiftingCodec(), broken], jobs: 1)
        #expect(comparison.codecs.map(\.name) == ["shift"] && comparison.failedImages.isEmpty)
        let failure = Comparison.Skip(
            subject: "broken", reason: "failed on every picture: unlucky", isFailure: true)
        #expect(comparison.skipped.first == failure)
        #expect(comparison.means(of: "shift").count == 3)
    }

    /// A small picture does not take a figure away from large ones, and is not counted among them.
    @Test func smallPicturesAreNamed() throws {
        let pictures = [NamedPicture.sample("large"), .sample("small", side: 9)]
        let comparison = sweep(pictures, codecs: [ShiftingCodec()], jobs: 1)
        let skips = comparison.skipped.map { "\($0.subject): \($0.reason)" }
        #expect(
            skips == [
                "large, MS-SSIM: a side of 16 pixels; 161 are needed",
                "small, SSIM: a side of 9 pixels; 11 are needed",
                "small, MS-SSIM: a side of 9 pixels; 161 are needed",
            ])
        #expect(comparison.skipped.allSatisfy { !$0.isFailure })
        #expect(comparison.means(of: "shift").allSatisfy { $0.ssim == nil })
        let points = comparison.points(of: "shift", by: .ssim)
        let large = comparison.points(of: "shift", by: .ssim, image: "large")
        #expect(points.count == 3 && points.map(\.value) == large.map(\.value))
        #expect(points.map(\.measurement.rate) == large.map(\.measurement.rate))
        #expect(comparison.images(countedBy: .ssim) == ["large"])
        #expect(
            comparison.points(of: "shift", by: .psnr).map(\.measurement.rate)
                != points.map(\.measurement.rate))
        #expect(comparison.points(of: "shift", by: .multiScaleSSIM).isEmpty)
    }

    @Test func equalPicturesHaveNoPointInACurve() {
        let exact = ShiftingCodec(settings: [16, 0], bytes: { $0 == 0 ? 900 : 100 })
        let comparison = sweep([.sample("a")], codecs: [exact], jobs: 1)
        #expect(comparison.measurements.last?.psnr == .infinity)
        #expect(comparison.points(of: "shift", by: .psnr).map(\.measurement.setting) == [16])
        #expect(comparison.tsv().contains("\tinf\t"))
        #expect("\(comparison.json)".contains("\"psnr\": null"))
    }

    @Test func tablesAreReadAgain() throws {
        let codecs = [ShiftingCodec(), ShiftingCodec(name: "other", bytes: { Int(900 / $0) })]
        var comparison = sweep([.sample("a")], codecs: codecs, jobs: 1)
        comparison.skipped.append(
            Comparison.Skip(subject: "x: y.png", reason: "cannot open: gone", isFailure: true))
        let table = comparison.tsv(remarks: ["how it was made"])
        let again = try Comparison(tsv: table)
        #expect(again.images == comparison.images && again.codecs == comparison.codecs)
        #expect(again.skipped == comparison.skipped)
        let rate = try #require(comparison.bdRate(of: "other", against: "shift", .psnr))
        let other = try #require(again.bdRate(of: "other", against: "shift", .psnr))
        #expect(rate < 0 && abs(rate - other) < 0.01)
        #expect(again.drawing == comparison.drawing)
        #expect(throws: ComparisonError("line 1 is not a row of a table of results")) {
            try Comparison(tsv: "no table")
        }
        #expect(throws: ComparisonError("no row of a table of results")) {
            try Comparison(tsv: "# a remark\n")
        }
    }

    /// Fewer bits at the same figure are fewer bits, whether the figure rises with quality or falls.
    @Test func ratesByADistance() throws {
        let codecs = [ShiftingCodec(), ShiftingCodec(name: "other", bytes: { Int(900 / $0) })]
        let comparison = sweep([.sample("a")], codecs: codecs, jobs: 1)
        for metric in [Metric.ssimulacra2, .butteraugli] {
            let values = comparison.points(of: "shift", by: metric).map(\.value)
            #expect(values.count == 3)
            #expect(values == (metric.isDistance ? values.sorted(by: >) : values.sorted()))
            let rate = try #require(comparison.bdRate(of: "other", against: "shift", metric))
            #expect(rate < 0)
            let loss = comparison.losses.first { $0.metric == metric }
            #expect(loss?.against == "other" && loss?.bdRate ?? 0 > 0)
        }
        #expect(try comparison.selecting(["other", "shift"]).losses.isEmpty)
    }

    /// Of a table that was made when less was measured.
    @Test func tablesWithoutSomeFigures() throws {
        let table = """
            # x: what it is
            image\tcodec\tsetting\tbytes\trate\tpsnr\tssim\tms_ssim\tencode_s\tdecode_s
            a\tx\t1.0\t100.0\t0.5\t30.0\t0.9\t-\t0.1\t0.2
            a\tx\t2.0\t200.0\t1.0\t35.0\t0.95\t-\t0.1\t0.2
            """
        let comparison = try Comparison(tsv: table)
        #expect(comparison.metrics == [.psnr, .ssim])
        #expect(comparison.measurements.map(\.decodeSeconds) == [0.2, 0.2])
        #expect(comparison.measurements.allSatisfy { $0.butteraugli == nil })
    }

    /// The drawing in the corpus is that of the table beside it. Where this fails:
    ///
    ///     cwc compare --from Corpus/results/0.1.0/kodak.tsv --svg Corpus/results/0.1.0/kodak.svg
    @Test func drawingOfTheCorpus() throws {
        let folder = "\(packageFolder)/Corpus/results/0.1.0"
        let table = String(decoding: try readFile("\(folder)/kodak.tsv"), as: UTF8.self)
        let drawing = String(decoding: try readFile("\(folder)/kodak.svg"), as: UTF8.self)
        #expect(try Comparison(tsv: table).drawing == drawing)
    }

    @Test func someCodecsOfATable() throws {
        let codecs = [ShiftingCodec(), ShiftingCodec(name: "other"), ShiftingCodec(name: "third")]
        let comparison = sweep([.sample("a")], codecs: codecs, jobs: 1)
        let some = try comparison.selecting(["third", "shift"])
        #expect(some.codecs.map(\.name) == ["third", "shift"] && some.measurements.count == 6)
        #expect(
            throws: ComparisonError("codec 'gif': not in the table, which has shift, other, third")
        ) {
            try comparison.selecting(["gif"])
        }
    }

    @Test func settingsAreSpreadOverTheSweep() {
        #expect(Array(0..<9).spread(3) == [0, 4, 8])
        #expect(Array(0..<10).spread(2) == [0, 9])
        #expect([1, 2].spread(5) == [1, 2])
        #expect([1, 2].spread(1) == [1] && [1, 2].spread(0).isEmpty)
    }
}
