import CWCBitstream

// The orders of coding, each written once for both directions.

extension BitCoder {
    /// Codes the levels of a map in raster order. Spec seed §5.1.
    mutating func code(levels: inout [UInt8], geometry: CodeGeometry) throws(Failure) {
        for position in levels.indices {
            try code(&levels[position], bits: geometry.bitsPerLevel)
        }
    }

    /// Codes the bits that a map keeps: plane after plane, each in tile order over the positions
    /// that keep it. Spec seed §4.
    mutating func code(_ tensor: inout CodeTensor, keptBy map: SeedImportanceMap) throws(Failure) {
        let planes = map.geometry.planes
        let order = map.geometry.tileOrder
        let kept = order.map { map.geometry.kept(map.levels[$0]) }
        for plane in 0..<planes {
            for (position, count) in zip(order, kept) where plane < count {
                try code(&tensor.bits[position * planes + plane], bits: 1)
            }
        }
    }
}

extension CodeGeometry {
    /// All positions, as indices in raster order, in the order of tiles of 2 columns and 4 rows.
    /// Spec seed §4.
    var tileOrder: [Int] {
        var order: [Int] = []
        order.reserveCapacity(positions)
        for top in stride(from: 0, to: height, by: 4) {
            for left in stride(from: 0, to: width, by: 2) {
                for row in top..<min(top + 4, height) {
                    for column in left..<min(left + 2, width) {
                        order.append(row * width + column)
                    }
                }
            }
        }
        return order
    }
}

/// Visits levels in raster order, each with its prediction from the levels visited before.
///
/// Spec seed §5.2.
func forEachPredicted<Failure: Error>(
    _ levels: inout [UInt8], width: Int,
    _ body: (_ level: inout UInt8, _ prediction: UInt8) throws(Failure) -> Void
) throws(Failure) {
    for position in levels.indices {
        let isLeftmost = position % width == 0
        let prediction: UInt8 =
            switch (position < width, isLeftmost) {
            case (true, true): 0
            case (true, false): levels[position - 1]
            case (false, true): levels[position - width]
            case (false, false):
                medianPrediction(
                    left: levels[position - 1], above: levels[position - width],
                    aboveLeft: levels[position - width - 1])
            }
        try body(&levels[position], prediction)
    }
}
