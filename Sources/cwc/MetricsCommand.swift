import ArgumentParser
import CWCFigures
import CWCImage
import CWCImageIO
import CWCMetrics
import CWCToolSupport

struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Measures how much two pictures differ.",
        discussion: """
            PSNR over the RGB samples and of BT.601 luma, SSIM of luma (Wang 2004), MS-SSIM as the \
            mean over the channels (Wang 2003); SSIMULACRA2 and Butteraugli as in libjxl, which \
            take samples as sRGB. Butteraugli is a distance, for a white of 80 nits: its 3-norm, \
            and its maximum. Of the others, more is better. Alpha is left out. SSIMULACRA2 needs \
            pictures of 8 pixels a side, SSIM of 11, MS-SSIM of 161; below that they are not \
            printed.
            """)

    @Argument(help: "The original.")
    var first: String

    @Argument(help: "What became of it; of the same size and kind.")
    var second: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let pictures = try [first, second].map { path in
            try inFile(path) { try decodeImage(bytes: readFile(path)) }
        }
        let (a, b) = (pictures[0], pictures[1])
        guard a.width == b.width, a.height == b.height, a.channels.hasColor == b.channels.hasColor
        else {
            throw ToolError(
                "\(second): \(b.width)×\(b.height) with \(b.channels.colorCount) channels,"
                    + " but \(first) is \(a.width)×\(a.height) with \(a.channels.colorCount)")
        }
        let distance = butteraugli(original: a, distorted: b)
        let figures: [(name: String, value: Double?, digits: Int)] = [
            ("psnr", psnr(a, b), 3), ("psnr_luma", psnrLuma(a, b), 3),
            ("ssim", try? ssim(a, b), 5), ("ms_ssim", try? multiScaleSSIM(a, b), 5),
            ("ssimulacra2", try? ssimulacra2(original: a, distorted: b), 3),
            ("butteraugli", distance.threeNorm, 4), ("butteraugli_max", distance.maximum, 4),
        ]
        if json {
            // JSON has no infinity: equal pictures have a PSNR of null.
            let members = figures.map { name, value, digits in
                JSON.Member(name, value.map { .fixed($0, digits) } ?? .null)
            }
            try printOutput("\(JSON.object(members))\n")
        } else {
            let lines = figures.compactMap { name, value, digits in
                value.map { "\(name)\t\(fixed($0, digits))\n" }
            }
            try printOutput(lines.joined())
        }
    }
}
