import CWCImage
import CWCImageIO
import CWCTestSupport
import Testing

/// `cwc metrics`: what it prints, and what it leaves out.
@Suite(.serialized) struct MetricsTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        let picture = RasterImage(
            width: 48, height: 32, channels: .rgb, samples: Drawing.landscape(width: 48, height: 32)
        )
        try writeFile(encodeImage(picture, as: .png), to: workshop.path("view.png"))
        let brighter = RasterImage(
            width: 48, height: 32, channels: .rgb,
            samples: picture.samples.map { UInt8(clamping: Int($0) + 9) })
        try writeFile(encodeImage(brighter, as: .png), to: workshop.path("brighter.png"))
    }

    private func lines(_ arguments: String...) throws -> [Substring] {
        let run = try workshop.run(["metrics"] + arguments)
        #expect(run.status == 0 && run.errors.isEmpty)
        return String(decoding: run.output, as: UTF8.self).split(separator: "\n")
    }

    @Test func names() throws {
        let names = try lines("view.png", "brighter.png").map { $0.prefix { $0 != "\t" } }
        let expected = [
            "psnr", "psnr_luma", "ssim", "ssimulacra2", "butteraugli", "butteraugli_max",
        ]
        #expect(names == expected.map { $0[...] })
    }

    @Test func equalPictures() throws {
        let lines = try lines("view.png", "view.png")
        for line in ["psnr\tinf", "ssimulacra2\t100.000", "butteraugli\t0.0000"] {
            #expect(lines.contains(line[...]))
        }
        let json = try self.lines("view.png", "view.png", "--json").joined()
        #expect(json.contains("\"psnr\": null") && json.contains("\"ms_ssim\": null"))
        #expect(json.contains("\"ssimulacra2\": 100.000"))
    }

    /// The first is the original: the measures that people's eyes gave see which is which.
    @Test func originalAndWhatBecameOfIt() throws {
        let (there, back) = try (
            lines("view.png", "brighter.png"), lines("brighter.png", "view.png")
        )
        #expect(there[0] == back[0] && there[3] != back[3])
    }
}
