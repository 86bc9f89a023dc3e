package import CWCDecoder
package import CWCImage
import CWCImageIO
package import CWCMetrics

// Pictures of image files are one type, those of the codec another: neither module knows the other.

extension RasterImage {
    /// The picture to be measured: alpha, which is lossless, left out.
    package var raster: Raster {
        let count = channels.hasColor ? 3 : 1
        var colors = samples
        if channels.hasAlpha {
            colors = samples.indices.filter { $0 % channels.count < count }.map { samples[$0] }
        }
        return Raster(width: width, height: height, channels: count, samples: colors)
    }
}

extension ImportanceMap {
    /// The map in the size of its picture: ``greys``, each as wide and high as what it stands for.
    package func picture(width: Int, height: Int) -> RasterImage {
        let greys = greys
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height)
        for y in 0..<height {
            let row = y / scale * self.width
            for x in 0..<width { samples.append(greys[row + x / scale]) }
        }
        return RasterImage(width: width, height: height, channels: .grey, samples: samples)
    }
}
