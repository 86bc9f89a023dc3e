package import CWCDecoder
package import CWCImageIO
package import CWCMetrics

// Pictures of image files are one type, those of the codec another: neither module knows the other.

extension RasterImage {
    /// A picture from an image file.
    package init(_ picture: Picture) {
        let channels: Channels =
            switch picture.channels {
            case .grey: .grey
            case .greyAlpha: .greyAlpha
            case .rgb: .rgb
            case .rgba: .rgbAlpha
            }
        let metadata = picture.metadata
        self.init(
            width: picture.width, height: picture.height, channels: channels,
            samples: picture.samples,
            metadata: Metadata(icc: metadata.icc, exif: metadata.exif, xmp: metadata.xmp))
    }

    /// The picture for an image file.
    package var picture: Picture {
        let channels: PictureChannels =
            switch channels {
            case .grey: .grey
            case .greyAlpha: .greyAlpha
            case .rgb: .rgb
            case .rgbAlpha: .rgba
            }
        return Picture(
            width: width, height: height, channels: channels, samples: samples,
            metadata: PictureMetadata(icc: metadata.icc, exif: metadata.exif, xmp: metadata.xmp))
    }

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

extension PictureImportance {
    /// The map in the size of its picture: ``greys``, each as wide and high as what it stands for.
    package func picture(width: Int, height: Int) -> Picture {
        let greys = greys
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height)
        for y in 0..<height {
            let row = y / scale * self.width
            for x in 0..<width { samples.append(greys[row + x / scale]) }
        }
        return Picture(width: width, height: height, channels: .grey, samples: samples)
    }
}
