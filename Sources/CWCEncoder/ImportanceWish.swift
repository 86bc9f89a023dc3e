import CWCBands
import CWCWavelet

/// Which parts of a picture are to have more bits than others.
public enum ImportanceWish: Hashable, Sendable {
    /// What the model's tune says: models tuned for MS-SSIM let steps follow contrast.
    case model
    /// All parts alike, with models of family 2: those of family 1 always say something.
    case even
    /// What a mask says, beside what the model's tune does.
    case mask(ImportanceMask)
}

/// A grey picture that says which parts of another are to have more bits: 128 changes nothing, each 8
/// greys above it make the steps finer by a quarter of an octave, each 8 below it coarser; in family 1
/// they add a level to the map or take one off.
public struct ImportanceMask: Hashable, Sendable {
    public let width: Int
    public let height: Int
    /// `[height, width]`.
    public let samples: [UInt8]

    /// - Precondition: There are `height · width` samples.
    public init(width: Int, height: Int, samples: [UInt8]) {
        precondition(samples.count == width * height)
        self.width = width
        self.height = height
        self.samples = samples
    }

    /// What the mask adds to each cell of the padded picture, of `side` rows and columns: the mean of
    /// the cell's samples within the picture, or what is nearest.
    func levels(_ size: (height: Int, width: Int), side: Int) -> [Int] {
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

extension ImportanceWish {
    /// The map of a padded picture in which errors show so; nil where it is even. What the model's tune
    /// says is `economized`, what a mask says is not.
    func map(
        _ visibility: ErrorVisibility?, _ geometry: BandGeometry, masking: Int,
        economized: (BandImportance) -> BandImportance
    ) -> BandImportance? {
        let size = BandImportance.size(width: geometry.width, height: geometry.height)
        let found: BandImportance?
        switch self {
        case .even: return nil
        case .model where masking == 0: return nil
        case .model, .mask:
            found = visibility.map {
                economized(
                    ContrastMasking(strength: masking).importance(
                        $0, width: geometry.width, height: geometry.height))
            }
        }
        guard case .mask(let mask) = self else { return found }
        let legal = BandImportance.legal
        return BandImportance(
            width: size.width, height: size.height,
            levels: mask.levels(size, side: 1 << BandImportance.cellLevel).enumerated().map {
                index, level in
                let sum = level + Int(found?.levels[index] ?? 0)
                return Int8(min(max(sum, Int(legal.lowerBound)), Int(legal.upperBound)))
            })
    }
}
