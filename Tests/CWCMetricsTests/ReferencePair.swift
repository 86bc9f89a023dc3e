import CWCImage
import CWCTestSupport

/// Two pictures whose figures were computed by other people's programs.
struct ReferencePair {
    let first: RasterImage
    let second: RasterImage

    /// A landscape, and the same blurred along its rows, coarsened and noisy.
    init(width: Int, height: Int, channels: Channels = .rgb) {
        let rgb = Drawing.landscape(width: width, height: height)
        let noise = Drawing.noise(width: width, height: height, seed: 9)
        var samples: [UInt8] = []
        for index in rgb.indices {
            let left = index >= 3 ? Int(rgb[index - 3]) : 0
            let right = index + 3 < rgb.count ? Int(rgb[index + 3]) : 0
            let blurred = (left + 2 * Int(rgb[index]) + right) / 4
            samples.append(UInt8(clamping: blurred / 12 * 12 + 3 + Int(noise[index]) / 16))
        }
        func image(_ samples: [UInt8]) -> RasterImage {
            RasterImage(
                width: width, height: height, channels: channels,
                samples: channels == .grey ? Drawing.grey(samples) : samples)
        }
        (first, second) = (image(rgb), image(samples))
    }
}
