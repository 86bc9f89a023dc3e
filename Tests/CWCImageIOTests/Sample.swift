import CWCImage
import CWCImageIO
import CWCTestSupport

/// Small pictures for the tests of this module.
enum Sample {
    /// Metadata of which no library would approve.
    static let metadata = Metadata(
        icc: (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) },
        exif: Array("II*\0made up".utf8), xmp: Array("<x:xmpmeta/>".utf8))

    static func noise(
        _ width: Int, _ height: Int, _ channels: Channels,
        metadata: Metadata = Metadata()
    ) -> RasterImage {
        var random = SeededRandom(seed: 7)
        let samples = (0..<width * height * channels.count).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        return RasterImage(
            width: width, height: height, channels: channels, samples: samples, metadata: metadata)
    }

    /// A ramp that every lossy codec keeps well.
    static func ramp(_ width: Int, _ height: Int, _ channels: Channels) -> RasterImage {
        let count = channels.count
        let samples = (0..<width * height * count).map { index -> UInt8 in
            let (x, y) = (index / count % width, index / count / width)
            return UInt8(clamping: 40 + (index % count) * 50 + 2 * x + y)
        }
        return RasterImage(width: width, height: height, channels: channels, samples: samples)
    }

    /// The largest difference of a sample.
    static func largestDifference(_ a: RasterImage, _ b: RasterImage) -> Int {
        zip(a.samples, b.samples).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    }
}
