/// The quantization steps of a picture's subbands and the qualities that the post-filter sees, by rows
/// of tiles: those of a row are made when they are first wanted, so its part of the importance map
/// need not be known before.
///
/// Threads may look at what has been prepared while nobody prepares.
final class PictureQuality: @unchecked Sendable {
    private let baseSteps: BaseQuantizationSteps
    private let geometry: WaveletGeometry
    private let quality: Int
    /// Rows of pixels of a row of tiles; those of the last may be fewer.
    private let side: Int
    /// By row of tiles.
    private var maps: [QualityMap]
    private var rows: [Row?]

    /// What is known of a row of tiles.
    private struct Row {
        /// By level, the finest first, and subband.
        let steps: [[LevelQuantizationSteps.Steps]]
        let filter: PostFilterQuality
    }

    /// A picture without an importance map, or whose map is still to come.
    ///
    /// - Parameters:
    ///   - baseSteps: The model's steps at quality 0.
    ///   - geometry: The sizes of the picture.
    ///   - rowHeight: Rows of pixels of a row of tiles, a multiple of the coarsest level's unit.
    ///   - quality: The quality of the file, in hundredths.
    init(
        _ baseSteps: BaseQuantizationSteps, _ geometry: WaveletGeometry, rowHeight: Int,
        quality: Int
    ) {
        self.baseSteps = baseSteps
        self.geometry = geometry
        self.quality = quality
        side = rowHeight
        let count = (geometry.height + side - 1) / side
        maps = [QualityMap](repeating: QualityMap(quality: quality), count: count)
        rows = [Row?](repeating: nil, count: count)
    }

    /// The same with an importance map of the padded picture.
    convenience init(
        _ baseSteps: BaseQuantizationSteps, _ geometry: WaveletGeometry, rowHeight: Int,
        _ qualityMap: QualityMap
    ) {
        self.init(baseSteps, geometry, rowHeight: rowHeight, quality: qualityMap.quality)
        guard let importance = qualityMap.importance else { return }
        for row in maps.indices {
            let cells = cells(row)
            set(
                WaveletImportanceMap(
                    width: importance.width, height: cells.count,
                    offsets: importance.offsets.part(
                        rows: cells, columns: 0..<importance.width, width: importance.width,
                        channels: 1)), row: row)
        }
    }

    private func height(_ row: Int) -> Int { min(side, geometry.height - row * side) }

    private func cells(_ row: Int) -> Range<Int> {
        let cell = 1 << WaveletImportanceMap.cellLevel
        return row * side / cell..<(row * side + height(row) + cell - 1) / cell
    }

    /// Says what the importance map of a row of tiles is.
    ///
    /// - Precondition: Nothing has been asked of the row yet.
    func set(_ map: WaveletImportanceMap, row: Int) {
        precondition(rows[row] == nil, "a row that is not in use")
        maps[row] = QualityMap(quality: quality, importance: map)
    }

    /// Makes what is wanted for some rows of a level; 0 is the picture.
    func prepare(level: Int, _ wanted: Range<Int>) {
        guard !wanted.isEmpty else { return }
        let height = side >> level
        for row in wanted.lowerBound / height...(wanted.upperBound - 1) / height
        where rows[row] == nil {
            let part = WaveletGeometry(
                imageWidth: geometry.width, imageHeight: self.height(row), levels: geometry.levels)
            let steps = (1...geometry.levels).map { level in
                let (height, width) = part.size(level)
                let steps = LevelQuantizationSteps(
                    baseSteps, maps[row], level: level, height: height, width: width)
                return (0..<WaveletGeometry.subbands).map { steps.subband($0) }
            }
            rows[row] = Row(
                steps: steps, filter: PostFilterQuality(maps[row], part, baseSteps))
        }
    }

    /// The steps of a level's subbands for a row of tiles that has the row, and the row's place within
    /// it.
    func steps(
        level: Int, row: Int
    ) -> (steps: [LevelQuantizationSteps.Steps], row: Int) {
        let (index, place) = row.quotientAndRemainder(dividingBy: side >> level)
        return (prepared(index).steps[level - 1], place)
    }

    /// What the post-filter sees in a row of tiles that has a row of pixels, and the row's place within
    /// it.
    func filter(y: Int) -> (quality: PostFilterQuality, y: Int) {
        let (index, place) = y.quotientAndRemainder(dividingBy: side)
        return (prepared(index).filter, place)
    }

    private func prepared(_ row: Int) -> Row {
        guard let found = rows[row] else { preconditionFailure("rows that have been prepared") }
        return found
    }

    /// The steps of the LL subbands, the same everywhere.
    var llSteps: [Int32] { QuantizationSteps(baseSteps, quality: quality).ll }
}
