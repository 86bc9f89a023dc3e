/// The quantization steps of a level's subbands, wherever they differ.
///
/// A level is quantized at the quality of the positions of the next coarser one, where its features
/// are made, so four symbols of a subband share a step; the coarsest level at the quality of the file.
/// Spec wavelet §7.
public struct LevelQuantizationSteps: Sendable {
    /// The steps that occur, nine subbands each.
    private let tables: [[Int32]]
    /// Which of them each square of `2^shift` positions a side has; nil where there is one.
    private let places: [UInt16]?
    private let shift: Int
    private let placesPerRow: Int

    /// Steps of a level of `height` by `width` positions; 1 is the finest.
    public init(
        _ baseSteps: BaseQuantizationSteps, _ qualityMap: QualityMap, level: Int, height: Int,
        width: Int
    ) {
        // Within a cell, qualities are the same.
        let coarser = max(level + 1, WaveletImportanceMap.cellLevel)
        shift = coarser - level
        let unit = 1 << shift
        placesPerRow = (width + unit - 1) / unit
        let qualities =
            level == baseSteps.details.count
            ? .even(qualityMap.quality)
            : qualityMap.qualities(
                level: coarser, height: (height + unit - 1) / unit, width: placesPerRow)
        switch qualities {
        case .even(let quality):
            tables = [QuantizationSteps(baseSteps, quality: quality).details[level - 1]]
            places = nil
        case .local(let values):
            var known: [Int16: UInt16] = [:]
            var tables: [[Int32]] = []
            func place(of quality: Int16) -> UInt16 {
                if let place = known[quality] { return place }
                let place = UInt16(tables.count)
                known[quality] = place
                tables.append(
                    QuantizationSteps(baseSteps, quality: Int(quality)).details[level - 1])
                return place
            }
            // Most are as the one before.
            var last: (quality: Int16, place: UInt16)?
            places = values.map { quality in
                if let last, last.quality == quality { return last.place }
                let place = place(of: quality)
                last = (quality, place)
                return place
            }
            self.tables = tables
        }
    }

    /// The steps of a subband.
    public func subband(_ subband: Int) -> Steps {
        Steps(
            steps: tables.map { $0[subband] }, places: places, shift: shift,
            placesPerRow: placesPerRow)
    }

    /// The steps of one subband.
    public struct Steps: Sendable {
        let steps: [Int32]
        let places: [UInt16]?
        let shift: Int
        let placesPerRow: Int

        /// Gives `body` the positions of some columns, row by row in runs of one step: the row, its
        /// columns, the step.
        @inline(__always)
        public func forEachRun(
            height: Int, columns: Range<Int>,
            _ body: (_ row: Int, _ columns: Range<Int>, _ step: Int32) -> Void
        ) {
            for row in 0..<height {
                forEachRun(ofRow: row, columns) { columns, step in body(row, columns, step) }
            }
        }

        /// The same for one row.
        @inline(__always)
        public func forEachRun(
            ofRow row: Int, _ columns: Range<Int>,
            _ body: (_ columns: Range<Int>, _ step: Int32) -> Void
        ) {
            guard let places else { return body(columns, steps[0]) }
            let first = (row >> shift) * placesPerRow
            var start = columns.lowerBound
            while start < columns.upperBound {
                let place = places[first + start >> shift]
                var end = start >> shift + 1
                while end << shift < columns.upperBound, places[first + end] == place { end += 1 }
                let next = min(end << shift, columns.upperBound)
                body(start..<next, steps[Int(place)])
                start = next
            }
        }
    }
}
