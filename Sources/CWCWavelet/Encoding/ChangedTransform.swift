import CWCNetwork

/// The transform of a picture of which a part has changed: each level is split again as far as the
/// change reaches, and no further.
///
/// A position of a level changes with the samples of the two pairs on either side of its own, so the
/// part that changes is the one that the inverse transform would need to make the samples.
struct ChangedTransform {
    private let geometry: WaveletGeometry
    private let step: LiftingStep
    /// The LL subbands of levels 1 … K − 1 before the change, by component.
    private let ll: [[WaveletPlane]]

    /// What is there before the change.
    ///
    /// - Parameters:
    ///   - geometry: The sizes of the picture.
    ///   - passed: The LL subbands that `WaveletPyramid` has passed; none where all of the picture changes.
    ///   - step: A lifting step.
    init(_ geometry: WaveletGeometry, passed: [WaveletPlane], by step: LiftingStep) {
        self.geometry = geometry
        self.step = step
        let count = geometry.levels - 1
        precondition(passed.isEmpty || passed.count == WaveletGeometry.components * count)
        ll = stride(from: 0, to: passed.count, by: count).map { Array(passed[$0..<$0 + count]) }
    }

    /// Pairs on either side that a pair's coefficients depend on.
    private static let reach = 2

    /// The pixels that are wanted where those of a rectangle change.
    func window(_ changed: SubbandRect) -> SubbandRect {
        let (height, width) = geometry.size(1)
        return changed.coarser(height: height, width: width)
            .enlarged(by: Self.reach, height: height, width: width).pairs
    }

    /// The coefficients of a tile that lies within the change.
    ///
    /// - Parameters:
    ///   - tile: The tile.
    ///   - changed: The pixels that change.
    ///   - colours: Writes the colours of a row of `window(changed)`, `[width, 3]`, in units of
    ///     1/16, minus 128; rows are counted from the first.
    /// - Returns: The coefficients.
    func coefficients(
        of tile: WaveletTile, changed: SubbandRect,
        _ colours: (_ row: Int, _ target: inout MutableSpan<Int32>) -> Void
    ) -> WaveletPyramid {
        let window = window(changed)
        // The planes of a level's window, and the part of it that changes.
        var planes = WaveletPyramid.components(
            width: window.columns.count, height: window.rows.count, colours)
        var changed = changed
        var details: [[WaveletPlane]] = []
        for level in 1...geometry.levels {
            let (height, width) = geometry.size(level)
            changed = changed.coarser(height: height, width: width)
            let window = changed.enlarged(by: Self.reach, height: height, width: width)
            let own = tile.rect(level).within(window)
            details.append([])
            for component in planes.indices {
                let plane = WaveletPlane(
                    width: planes[component].width, height: planes[component].height,
                    samples: planes[component].takeSamples())
                let split = SubbandSplit(splitting: plane, by: step)
                details[level - 1] += split.details.map { $0.part(own) }
                planes[component] =
                    level == geometry.levels
                    ? split.ll.part(own)
                    : next(split.ll.part(changed.within(window)), component, level, changed)
            }
        }
        return WaveletPyramid(ll: planes, details: details)
    }

    /// The LL subband of a level that changed in a rectangle, in the window of the next coarser level.
    private func next(
        _ part: WaveletPlane, _ component: Int, _ level: Int, _ changed: SubbandRect
    ) -> WaveletPlane {
        let (height, width) = geometry.size(level + 1)
        let window = changed.coarser(height: height, width: width)
            .enlarged(by: Self.reach, height: height, width: width).pairs
        guard window != changed else { return part }
        var plane = ll[component][level - 1].part(window)
        plane.insert(part, changed.within(window))
        return plane
    }

    /// Bytes of the LL subbands that are kept.
    static func keptByteCount(_ geometry: WaveletGeometry) -> Int {
        4 * WaveletGeometry.components * geometry.height * geometry.width / 3
    }

    /// Bytes that the coefficients of a tile take while they are made: three components, and one of them
    /// once more.
    static func peakByteCount(_ geometry: WaveletGeometry, changed: SubbandRect) -> Int {
        let window = ChangedTransform(geometry, passed: [], by: Lifting.plain).window(changed)
        return 4 * (WaveletGeometry.components + 1) * window.rows.count * window.columns.count
    }
}
