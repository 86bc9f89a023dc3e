import CWCFigures

/// A rate–distortion curve that `cwc-train evaluate` printed.
public struct EvaluatedCurve: Hashable, Sendable {
    /// A point: the mean over the pictures at one quality.
    public struct Point: Hashable, Sendable {
        /// Bits per pixel, all bytes of the files counted.
        public let bitsPerPixel: Double
        /// PSNR in dB.
        public let psnr: Double
    }

    /// Name of the file, without its ending.
    public let name: String
    /// In the order of rate. Qualities at which the files are the same are one point.
    public let points: [Point]
    private let similarities: [Pair]

    /// Reads a table.
    ///
    /// - Throws: What the file system says, or a `LogError` when the file has no means.
    public init(path: String) throws {
        guard fileExists(path) else { throw LogError(description: "\(path): no such file") }
        let means = try Table(path: path).rows(where: "picture", equals: "mean")
        points = distinct(means.points("bpp", "psnr")).map {
            Point(bitsPerPixel: $0.x, psnr: $0.y)
        }
        similarities = distinct(means.points("bpp", "ms_ssim"))
        guard !points.isEmpty else {
            throw LogError(description: "\(path): no table of 'cwc-train evaluate'")
        }
        let file = path.split(separator: "/").last ?? ""
        name = String(file.hasSuffix(".tsv") ? file.dropLast(4) : file)
    }

    /// Draws PSNR and MS-SSIM over the rate, as the text of an SVG file.
    public static func drawing(of curves: [EvaluatedCurve]) -> String {
        var svg = SVG(width: 1180, height: 500)
        let psnr = curves.map { $0.points.map { Pair(x: $0.bitsPerPixel, y: $0.psnr) } }
        let panels = [("PSNR (dB)", psnr), ("MS-SSIM", curves.map(\.similarities))]
        for (index, (title, lines)) in panels.enumerated() {
            let plot = Plot(
                title: title, xName: "bits per pixel",
                curves: zip(curves, lines).enumerated().map { place, curve in
                    Plot.Curve(
                        name: curve.0.name, points: curve.1.map { ($0.x, $0.y) },
                        colour: colours[place % colours.count], marker: .circle)
                })
            plot.draw(into: &svg, x: 60 + 590 * Double(index), y: 40, width: 510, height: 410)
        }
        return svg.text
    }
}

private struct Pair: Hashable, Sendable {
    var x: Double
    var y: Double
}

private let colours = ["#1f5fa8", "#b8322a", "#2b8a3e", "#8a5a00", "#6b3fa0", "#00798c", "#555555"]

private func distinct(_ points: [(x: Double, y: Double)]) -> [Pair] {
    Set(points.map { Pair(x: $0.x, y: $0.y) }).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
}
