/// A picture as symbols: its quantized wavelet coefficients. Spec wavelet §3.2.
package struct SubbandSymbols: Hashable, Sendable {
    /// The sizes of the subbands.
    package let geometry: WaveletGeometry
    /// LL subbands, `[h, w, 3]`.
    package var ll: [Int16]
    /// Detail subbands by level, the finest first, `[h, w, 9]` each; empty where no stream gives them.
    package var details: [[Int16]]

    /// All symbols 0.
    package init(_ geometry: WaveletGeometry) {
        self.init(llOf: geometry)
        details = (1...geometry.levels).map { Self.zeros($0, geometry) }
    }

    /// The symbols of the LL subbands, all 0, and no other yet: empty lists.
    init(llOf geometry: WaveletGeometry) {
        self.geometry = geometry
        let (height, width) = geometry.size(geometry.levels)
        ll = [Int16](repeating: 0, count: height * width * WaveletGeometry.components)
        details = [[Int16]](repeating: [], count: geometry.levels)
    }

    /// The detail symbols of a level, all 0.
    static func zeros(_ level: Int, _ geometry: WaveletGeometry) -> [Int16] {
        let (height, width) = geometry.size(level)
        return [Int16](repeating: 0, count: height * width * WaveletGeometry.subbands)
    }

    /// Symbols that can be coded. Spec wavelet §3.2.
    package static let legal: ClosedRange<Int32> = -16383...16383

    /// How many detail symbols in each cell of an importance map are not zero; levels coarser than
    /// cells are left out.
    package var nonzeroByCell: [Int] {
        let (rows, columns) = WaveletImportanceMap.size(
            width: geometry.width, height: geometry.height)
        var counts = [Int](repeating: 0, count: rows * columns)
        for level in 1...min(WaveletImportanceMap.cellLevel, geometry.levels) {
            let (height, width) = geometry.size(level)
            let shift = WaveletImportanceMap.cellLevel - level
            for y in 0..<height {
                for x in 0..<width {
                    let first = (y * width + x) * WaveletGeometry.subbands
                    var count = 0
                    for symbol in details[level - 1][first..<first + WaveletGeometry.subbands]
                    where symbol != 0 { count += 1 }
                    counts[(y >> shift) * columns + x >> shift] += count
                }
            }
        }
        return counts
    }

    /// The symbols of a tile.
    func part(_ tile: WaveletTile) -> SubbandSymbols {
        var part = SubbandSymbols(tile.geometry)
        let levels = geometry.levels
        part.ll = ll.part(
            rows: tile.rows(levels), columns: tile.columns(levels),
            width: geometry.size(levels).width, channels: WaveletGeometry.components)
        for level in 1...levels {
            part.details[level - 1] = details[level - 1].part(
                rows: tile.rows(level), columns: tile.columns(level),
                width: geometry.size(level).width, channels: WaveletGeometry.subbands)
        }
        return part
    }

    /// Puts the symbols of a tile in their places.
    mutating func insert(_ symbols: SubbandSymbols, _ tile: WaveletTile) {
        let levels = geometry.levels
        ll.insert(
            symbols.ll, rows: tile.rows(levels), columns: tile.columns(levels),
            width: geometry.size(levels).width, channels: WaveletGeometry.components)
        for level in 1...levels {
            details[level - 1].insert(
                symbols.details[level - 1], rows: tile.rows(level), columns: tile.columns(level),
                width: geometry.size(level).width, channels: WaveletGeometry.subbands)
        }
    }

    /// Bytes of a picture's symbols: 2 for each of 3 samples a pixel.
    package static func byteCount(_ geometry: WaveletGeometry) -> Int {
        geometry.height * geometry.width * WaveletGeometry.components * 2
    }
}

extension Array {
    /// Writes a rectangle of a tensor `[height, width, channels]`.
    mutating func insert(
        _ part: [Element], rows: Range<Int>, columns: Range<Int>, width: Int, channels: Int
    ) {
        let count = columns.count * channels
        for (index, row) in rows.enumerated() {
            let first = (row * width + columns.lowerBound) * channels
            replaceSubrange(first..<first + count, with: part[index * count..<(index + 1) * count])
        }
    }

    /// A rectangle of a tensor `[height, width, channels]`.
    func part(
        rows: Range<Int>, columns: Range<Int>, width: Int, channels: Int
    ) -> [Element] {
        var part: [Element] = []
        part.reserveCapacity(rows.count * columns.count * channels)
        for row in rows {
            let first = (row * width + columns.lowerBound) * channels
            part += self[first..<first + columns.count * channels]
        }
        return part
    }
}
