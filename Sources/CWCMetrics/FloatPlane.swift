import CWCImage

/// One channel as floats, 128 subtracted.
///
/// Variances do not change by that, and their squares lose less of single precision.
struct FloatPlane {
    static let offset: Float = 128

    var width: Int
    var height: Int
    var values: [Float]

    init(width: Int, height: Int, values: [Float]) {
        self.width = width
        self.height = height
        self.values = values
    }

    /// Channel `channel` of a picture.
    init(_ image: RasterImage, channel: Int) {
        (width, height) = (image.width, image.height)
        values = stride(from: channel, to: image.samples.count, by: image.channels.count).map {
            Float(image.samples[$0]) - Self.offset
        }
    }

    /// The luma of a picture.
    init(lumaOf image: RasterImage) {
        (width, height) = (image.width, image.height)
        values = image.luma.map { Float($0 - Double(Self.offset)) }
    }

    /// Half the size: means of 2×2 pixels. An odd side gets one row or column of black (0) in
    /// front, which the means count: so does the implementation whose figures the field publishes.
    var halved: FloatPlane {
        let black = -Self.offset
        let (left, top) = (width % 2, height % 2)
        let (columns, rows) = ((width + left) / 2, (height + top) / 2)
        let values = [Float](unsafeUninitializedCapacity: columns * rows) { output, count in
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum: Float = 0
                    for y in 2 * row - top...2 * row - top + 1 {
                        for x in 2 * column - left...2 * column - left + 1 {
                            sum += x < 0 || y < 0 ? black : self.values[y * width + x]
                        }
                    }
                    output[row * columns + column] = sum / 4
                }
            }
            count = columns * rows
        }
        return FloatPlane(width: columns, height: rows, values: values)
    }
}
