import CWCWavelet

/// A picture as small integers: quantized wavelet coefficients. Spec cwc §6.4.
package struct BandSymbols: Hashable, Sendable {
    package let geometry: BandGeometry
    /// Low bands, `[h, w, 3]`.
    package var low: [Int16]
    /// Detail bands by level, the finest first, `[h, w, 9]` each.
    package var details: [[Int16]]

    /// All symbols 0.
    package init(_ geometry: BandGeometry) {
        func zeros(_ level: Int, _ bands: Int) -> [Int16] {
            let (height, width) = geometry.size(level)
            return [Int16](repeating: 0, count: height * width * bands)
        }
        self.geometry = geometry
        low = zeros(geometry.levels, BandGeometry.components)
        details = (1...geometry.levels).map { zeros($0, BandGeometry.bands) }
    }

    /// Symbols that can be coded. Spec cwc §7.4.
    package static let legal: ClosedRange<Int32> = -16383...16383

    /// How many symbols of the details that lie in each cell of an importance map are not zero; levels
    /// coarser than cells are left out.
    package var countByCell: [Int] {
        let (rows, columns) = BandImportance.size(width: geometry.width, height: geometry.height)
        var counts = [Int](repeating: 0, count: rows * columns)
        for level in 1...min(BandImportance.cellLevel, geometry.levels) {
            let (height, width) = geometry.size(level)
            let shift = BandImportance.cellLevel - level
            for y in 0..<height {
                for x in 0..<width {
                    let first = (y * width + x) * BandGeometry.bands
                    var count = 0
                    for symbol in details[level - 1][first..<first + BandGeometry.bands]
                    where symbol != 0 { count += 1 }
                    counts[(y >> shift) * columns + x >> shift] += count
                }
            }
        }
        return counts
    }

    /// Bytes of a picture's symbols: 2 for each of 3 samples a pixel.
    package static func byteCount(_ geometry: BandGeometry) -> Int {
        geometry.height * geometry.width * BandGeometry.components * 2
    }
}
