import CWCWavelet

/// The quality of blocks of 4 by 4 pixels, as the mending network takes it. Spec cwc §9.7.
struct BlockQualities {
    private let qualities: LevelQualities
    private let width: Int
    /// The common step of each level of importance, or the only one.
    private let steps: [Int: Int32]

    init(_ field: QualityField, _ geometry: BandGeometry, _ gains: BandGains) {
        width = geometry.width / 4
        qualities = field.qualities(level: 2, height: geometry.height / 4, width: width)
        var steps: [Int: Int32] = [:]
        func add(_ quality: Int) {
            guard steps[quality] == nil else { return }
            steps[quality] = BandSteps(gains, quality: quality).common
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
        QualityField.feature(qualities[row * width + column])
    }

    /// Gives `body` the columns of row `y` of the picture, `width` of them, in runs of one common
    /// step.
    @inline(__always)
    func forEachRun(y: Int, width: Int, _ body: (_ columns: Range<Int>, _ step: Int32) -> Void) {
        let row = y / 4 * self.width
        var start = 0
        while start < width {
            let quality = qualities[row + start / 4]
            var end = start + 4
            while end < width, qualities[row + end / 4] == quality { end += 4 }
            end = min(end, width)
            body(start..<end, steps[quality] ?? 1)
            start = end
        }
    }
}
