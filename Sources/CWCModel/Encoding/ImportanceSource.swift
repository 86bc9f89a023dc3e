/// Where the importance map comes from: which parts of a picture get more bits than others.
public enum ImportanceSource: Hashable, Sendable {
    /// From what the model is tuned for: models tuned for MS-SSIM let steps follow contrast.
    case model
    /// From nowhere: all parts are alike. Models of the seed family always find importance themselves.
    case even
    /// From a mask, added to what the model is tuned for.
    case mask(ROIMask)
}

/// A region-of-interest mask: a grey picture that says which parts of another get more bits.
///
/// 128 changes nothing. With the wavelet family each 8 greys above it make the quantization steps
/// finer by a quarter of an octave, each 8 below it coarser; with the seed family they raise or
/// lower the importance by a level.
public struct ROIMask: Hashable, Sendable {
    /// Columns and rows: those of the picture.
    public let width: Int
    public let height: Int
    /// `[height, width]`.
    public let samples: [UInt8]

    /// A mask from its samples.
    ///
    /// - Precondition: There are `height · width` samples.
    public init(width: Int, height: Int, samples: [UInt8]) {
        precondition(samples.count == width * height)
        self.width = width
        self.height = height
        self.samples = samples
    }

    /// What the mask adds to each cell of `side` rows and columns: the mean of the cell's samples
    /// within the picture, less 128, in units of 8. Cells beyond the picture take the nearest sample.
    ///
    /// - Parameters:
    ///   - size: Rows of cells, and cells in a row.
    ///   - side: Pixels of a cell, in each direction.
    /// - Returns: `[rows, columns]` values, −16 … 16.
    package func offsets(_ size: (height: Int, width: Int), side: Int) -> [Int] {
        (0..<size.height * size.width).map { cell in
            let top = min(cell / size.width * side, height - 1)
            let left = min(cell % size.width * side, width - 1)
            let (bottom, right) = (min(top + side, height), min(left + side, width))
            var sum = 0
            for row in top..<bottom {
                for column in left..<right { sum += Int(samples[row * width + column]) }
            }
            let mean = sum / ((bottom - top) * (right - left))
            return (mean - 128 + 4) >> 3
        }
    }
}
