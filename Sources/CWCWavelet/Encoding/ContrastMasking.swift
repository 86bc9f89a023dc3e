import CWCBitstream

/// Chooses an importance map by how much error a picture hides: detail masks what is near it, while
/// flat parts show everything.
///
/// SSIM counts error against 2σ² + C₂, where σ² is the local variance; so the steps that serve it
/// best grow with a power of that. Integers only: a picture gets the same map on every machine.
public struct ContrastMasking: Hashable, Sendable {
    /// The power of √(2σ² + C₂) that steps follow, in sixteenths; 0 gives an even map.
    public let strength: Int

    /// A rule of this strength, 0 … 64.
    public init(strength: Int) {
        precondition((0...64).contains(strength))
        self.strength = strength
    }

    /// Minus the logarithm of what is typical of photographs, in 1/256: there an offset is 0.
    private static let typical = 2 * 358

    /// The map of a picture of `height` by `width` pixels, multiples of 16, in which errors show so.
    public func importance(
        _ visibility: ErrorVisibility, width: Int, height: Int
    ) -> WaveletImportanceMap {
        let side = 1 << WaveletImportanceMap.cellLevel
        let (rows, columns) = (height / side, width / side)
        guard strength > 0 else {
            return WaveletImportanceMap(
                width: columns, height: rows,
                offsets: [Int8](repeating: 0, count: rows * columns))
        }
        // Coarser scales weigh more, as in MS-SSIM.
        let scales = zip(visibility.scales, [1, 2, 2] as [Int64])
        let sums = (0..<rows * columns).map { cell in
            scales.reduce(Int64(0)) { sum, scale in
                let perCell = scale.0.width / columns
                return sum + scale.1
                    * scale.0.mean(
                        y: cell / columns * perCell, x: cell % columns * perCell, count: perCell)
            }
        }
        return WaveletImportanceMap(
            width: columns, height: rows,
            offsets: sums.map { sum in
                let logarithm = binaryLogarithm(UInt64(max(1, sum / 5)), digits: 8) - 16 * 256
                // Half the logarithm is that of a step; four offsets to an octave.
                let offset = (strength * (logarithm + Self.typical) + 1024) >> 11
                let legal = WaveletImportanceMap.legal
                return Int8(min(max(offset, Int(legal.lowerBound)), Int(legal.upperBound)))
            })
    }
}
