import CWCImage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A picture, or some rows of it, as light: `[3, height, width]`, sRGB samples without their
/// transfer function (IEC 61966-2-1). Grey counts as R = G = B; alpha is left out.
struct LinearRGB {
    /// Red, green, blue.
    let planes: [Plane]

    var width: Int { planes[0].width }
    var height: Int { planes[0].height }

    /// - Parameters:
    ///   - image: The picture.
    ///   - rows: Which of its rows.
    ///   - white: The value of sample 255.
    init(_ image: RasterImage, rows: Range<Int>, white: Double = 1) {
        planes = (0..<3).map { _ in Plane(width: image.width, height: rows.count) }
        let table = Self.table(white: white)
        for y in rows {
            image.convertRow(y, by: table, into: planes.map { $0.row(y - rows.lowerBound) })
        }
    }

    private init(planes: [Plane]) { self.planes = planes }

    /// The light of each sample.
    static func table(white: Double) -> [Float] {
        (0...255).map { sample in
            let value = Double(sample) / 255
            let linear = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            return Float(linear * white)
        }
    }

    /// Half the size: means of 2 × 2 pixels. At an odd side the last pixels are repeated.
    var halved: LinearRGB {
        LinearRGB(
            planes: planes.map { plane in
                let half = Plane(width: (width + 1) / 2, height: (height + 1) / 2)
                for y in 0..<half.height {
                    let lower = min(2 * y + 1, height - 1)
                    halveRows(plane.row(2 * y), plane.row(lower), width, into: half.row(y))
                }
                return half
            })
    }
}

/// Two rows of `width` samples become one of half as many, rounded up.
func halveRows(
    _ upper: UnsafePointer<Float>, _ lower: UnsafePointer<Float>, _ width: Int,
    into output: UnsafeMutablePointer<Float>
) {
    for x in 0..<width / 2 {
        output[x] = 0.25 * ((upper[2 * x] + upper[2 * x + 1]) + (lower[2 * x] + lower[2 * x + 1]))
    }
    if width % 2 != 0 { output[width / 2] = 0.5 * (upper[width - 1] + lower[width - 1]) }
}

extension RasterImage {
    /// Row `y` through a table, into a row for each of R, G and B.
    func convertRow(_ y: Int, by table: [Float], into rows: [UnsafeMutablePointer<Float>]) {
        let count = channels.count
        let second = channels.hasColor ? 1 : 0
        let (red, green, blue) = (rows[0], rows[1], rows[2])
        samples.withUnsafeBufferPointer { samples in
            table.withUnsafeBufferPointer { table in
                guard let first = samples.baseAddress, let table = table.baseAddress else { return }
                var pixel = first + y * width * count
                for x in 0..<width {
                    red[x] = table[Int(pixel[0])]
                    green[x] = table[Int(pixel[second])]
                    blue[x] = table[Int(pixel[2 * second])]
                    pixel += count
                }
            }
        }
    }
}
