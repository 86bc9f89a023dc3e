import CWCImage
import CWCTestSupport
import Testing

/// A picture of `Corpus/pictures`: its name and how to draw it.
struct CorpusPicture: Sendable, CustomTestStringConvertible {
    let name: String
    let width: Int
    let height: Int
    var channels = Channels.rgb
    /// Whether opacity, where there is any, is whole everywhere.
    var isOpaque = false
    /// Bits of a sample.
    var depth = SampleDepth.eight
    let draw: @Sendable (Int, Int) -> [UInt8]

    var testDescription: String { name }

    /// The picture, drawn now, at its depth.
    var deep: DeepImage {
        guard depth > .eight else { return DeepImage(picture) }
        let side = depth == .ten ? 2 : 4
        return DeepImage(
            summing: drawn(side * width, side * height), side: side, depth: depth)
    }

    /// The picture, drawn now, with eight bits a sample.
    var picture: RasterImage { drawn(width, height) }

    private func drawn(_ width: Int, _ height: Int) -> RasterImage {
        let rgb = draw(width, height)
        let colour = channels.colorCount == 3 ? rgb : Drawing.grey(rgb)
        guard channels.hasAlpha else {
            return RasterImage(width: width, height: height, channels: channels, samples: colour)
        }
        let count = channels.colorCount
        var samples: [UInt8] = []
        for index in 0..<width * height {
            samples += colour[(index * count)..<((index + 1) * count)]
            samples.append(
                isOpaque ? 255 : Self.vignette(index % width, index / width, width, height))
        }
        return RasterImage(width: width, height: height, channels: channels, samples: samples)
    }

    /// Opacity that falls from the middle to the border of the inscribed ellipse.
    private static func vignette(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> UInt8 {
        let across = (2 * x + 1 - width) * height
        let down = (2 * y + 1 - height) * width
        let whole = width * width * height * height
        return UInt8(min(255, max(0, 320 - 320 * (across * across + down * down) / whole)))
    }

    static let all = [
        CorpusPicture(name: "landscape", width: 768, height: 512) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "landscape-small", width: 96, height: 64) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "line-art", width: 96, height: 80) {
            Drawing.lineArt(width: $0, height: $1)
        },
        CorpusPicture(name: "gradient", width: 48, height: 40) {
            Drawing.gradient(width: $0, height: $1)
        },
        CorpusPicture(name: "checker", width: 32, height: 32) {
            Drawing.checker(width: $0, height: $1, side: 3)
        },
        CorpusPicture(name: "noise", width: 32, height: 32) {
            Drawing.noise(width: $0, height: $1)
        },
        CorpusPicture(name: "pixel", width: 1, height: 1) { _, _ in [200, 60, 10] },
        CorpusPicture(name: "odd-7x9", width: 7, height: 9) {
            Drawing.gradient(width: $0, height: $1)
        },
        CorpusPicture(name: "odd-33x17", width: 33, height: 17) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "wide", width: 300, height: 5) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "tall", width: 5, height: 300) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "row", width: 41, height: 1) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "column", width: 1, height: 41) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "grid", width: 272, height: 264) {
            Drawing.lineArt(width: $0, height: $1)
        },
        CorpusPicture(name: "grey", width: 48, height: 32, channels: .grey) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "grey-alpha", width: 20, height: 28, channels: .greyAlpha) {
            Drawing.gradient(width: $0, height: $1)
        },
        CorpusPicture(name: "alpha", width: 48, height: 32, channels: .rgbAlpha) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(
            name: "opaque", width: 12, height: 9, channels: .rgbAlpha, isOpaque: true
        ) {
            Drawing.gradient(width: $0, height: $1)
        },
        CorpusPicture(name: "landscape-12", width: 96, height: 64, depth: .twelve) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "odd-33x17-10", width: 33, height: 17, depth: .ten) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "wide-10", width: 300, height: 5, depth: .ten) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(name: "grey-12", width: 48, height: 32, channels: .grey, depth: .twelve) {
            Drawing.landscape(width: $0, height: $1)
        },
        CorpusPicture(
            name: "grey-alpha-10", width: 20, height: 28, channels: .greyAlpha, depth: .ten
        ) {
            Drawing.gradient(width: $0, height: $1)
        },
        CorpusPicture(
            name: "alpha-12", width: 48, height: 32, channels: .rgbAlpha, depth: .twelve
        ) {
            Drawing.landscape(width: $0, height: $1)
        },
    ]

    static func named(_ name: String) -> CorpusPicture? { all.first { $0.name == name } }
}
