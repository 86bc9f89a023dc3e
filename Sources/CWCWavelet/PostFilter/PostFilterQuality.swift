/// The quality of the post-filter's blocks, and the reference step that scales what it adds.
/// Spec wavelet §9.
struct PostFilterQuality {
    private let qualities: LevelQualityMap
    private let width: Int
    /// The reference step at each quality that occurs.
    private let steps: [Int: Int32]

    init(
        _ qualityMap: QualityMap, _ geometry: WaveletGeometry, _ baseSteps: BaseQuantizationSteps
    ) {
        let side = PostFilterBlocks.side
        width = geometry.width / side
        // Blocks are positions of level 2.
        qualities = qualityMap.qualities(level: 2, height: geometry.height / side, width: width)
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
        QualityMap.feature(qualities[row * width + column])
    }

    /// Gives `body` the columns of row `y` of the picture, `width` of them, in runs of one reference
    /// step.
    @inline(__always)
    func forEachRun(y: Int, width: Int, _ body: (_ columns: Range<Int>, _ step: Int32) -> Void) {
        let side = PostFilterBlocks.side
        let row = y / side * self.width
        var start = 0
        while start < width {
            let quality = qualities[row + start / side]
            var end = start + side
            while end < width, qualities[row + end / side] == quality { end += side }
            end = min(end, width)
            body(start..<end, steps[quality] ?? 1)
            start = end
        }
    }
}
