/// The quality of the post-filter's blocks, and the reference step that scales what it adds.
/// Spec wavelet §9.
struct PostFilterQuality {
    /// Those of the importance map's cells.
    private let qualities: LevelQualityMap
    private let cells: Int
    /// The reference step at each quality that occurs.
    private let steps: [Int: Int32]

    init(
        _ qualityMap: QualityMap, _ geometry: WaveletGeometry, _ baseSteps: BaseQuantizationSteps
    ) {
        let level = WaveletImportanceMap.cellLevel
        let size = WaveletImportanceMap.size(width: geometry.width, height: geometry.height)
        cells = size.width
        qualities = qualityMap.qualities(level: level, height: size.height, width: size.width)
        var steps: [Int: Int32] = [:]
        func add(_ quality: Int) {
            guard steps[quality] == nil else { return }
            steps[quality] = QuantizationSteps(baseSteps, quality: quality).reference
        }
        switch qualities {
        case .even(let quality): add(quality)
        case .local(let values):
            // Most are as the one before.
            for (index, quality) in values.enumerated()
            where index == 0 || quality != values[index - 1] { add(Int(quality)) }
        }
        self.steps = steps
    }

    /// What the network sees of a block's quality.
    @inline(__always)
    func feature(row: Int, column: Int) -> Int16 {
        let shift = WaveletImportanceMap.cellLevel - PostFilterBlocks.level
        return QualityMap.feature(qualities[(row >> shift) * cells + column >> shift])
    }

    /// Gives `body` columns of row `y` of the picture in runs of one reference step.
    @inline(__always)
    func forEachRun(
        y: Int, _ columns: Range<Int>, _ body: (_ columns: Range<Int>, _ step: Int32) -> Void
    ) {
        let shift = WaveletImportanceMap.cellLevel
        let first = (y >> shift) * cells
        var start = columns.lowerBound
        while start < columns.upperBound {
            let quality = qualities[first + start >> shift]
            var end = start >> shift + 1
            while end << shift < columns.upperBound, qualities[first + end] == quality { end += 1 }
            let next = min(end << shift, columns.upperBound)
            body(start..<next, steps[quality] ?? 1)
            start = next
        }
    }
}
