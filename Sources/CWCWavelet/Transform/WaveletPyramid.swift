import CWCImage
public import CWCNetwork

/// A picture as wavelet coefficients: three components, `levels` steps deep.
///
/// Components are luma and two chroma differences; samples are in units of 1/16 of a grey level. Width
/// and height are multiples of `2^levels`. Spec wavelet §8.
public struct WaveletPyramid: Hashable, Sendable {
    /// LL subbands of the three components.
    public var ll: [WaveletPlane]
    /// Detail subbands by level, the finest first; each level has nine: HL, LH and HH of luma, then of
    /// the two chroma components.
    public var details: [[WaveletPlane]]

    /// A pyramid from its subbands.
    public init(ll: [WaveletPlane], details: [[WaveletPlane]]) {
        self.ll = ll
        self.details = details
    }

    /// Decomposition levels.
    public var levels: Int { details.count }

    /// Fractional bits of a sample.
    public static let fraction: Int32 = 4

    /// Transforms RGB pixels `[H, W, 3]`.
    public init(
        pixels: [UInt8], width: Int, height: Int, levels: Int,
        by step: LiftingStep = Lifting.plain
    ) {
        self.init(
            samples: pixels, SampleScale(.eight), width: width, height: height, levels: levels,
            by: step
        ) { _ in }
    }

    /// Transforms RGB samples `[H, W, 3]` of a depth; `passed` is told the LL subbands that are split
    /// further: those of a component from the first level on, then those of the next component.
    init<Sample: FixedWidthInteger & UnsignedInteger>(
        samples: [Sample], _ scale: SampleScale, width: Int, height: Int, levels: Int,
        by step: LiftingStep, passed: (_ ll: WaveletPlane) -> Void
    ) {
        precondition(samples.count == width * height * 3)
        self.init(
            components: Self.components(width: width, height: height) { row, target in
                let samples = samples.span.extracting(3 * width * row..<3 * width * (row + 1))
                for index in samples.indices { target[index] = scale.colour(samples[index]) }
            }, levels: levels, by: step, passed: passed)
    }

    /// Transforms colours: RGB samples `[H, W, 3]` in units of 1/16, minus 128.
    public init(
        width: Int, height: Int, levels: Int, by step: LiftingStep = Lifting.plain,
        colour: (_ index: Int) -> Int32
    ) {
        self.init(
            components: Self.components(width: width, height: height) { row, target in
                for index in target.indices { target[index] = colour(3 * width * row + index) }
            }, levels: levels, by: step
        ) { _ in }
    }

    private init(
        components: consuming [WaveletPlane], levels: Int, by step: LiftingStep,
        passed: (_ ll: WaveletPlane) -> Void
    ) {
        ll = components
        details = [[WaveletPlane]](repeating: [], count: levels)
        precondition(ll.allSatisfy { ($0.width | $0.height) % (1 << levels) == 0 })
        // One component after the other, so that there is never more than one plane twice.
        for component in ll.indices {
            for level in 0..<levels {
                if level > 0 { passed(ll[component]) }
                let plane = WaveletPlane(
                    width: ll[component].width, height: ll[component].height,
                    samples: ll[component].takeSamples())
                let split = SubbandSplit(splitting: plane, by: step)
                details[level] += split.details
                ll[component] = split.ll
            }
        }
    }

    /// The coefficients of a tile.
    func part(_ tile: WaveletTile, of geometry: WaveletGeometry) -> WaveletPyramid {
        func part(_ plane: WaveletPlane, _ level: Int) -> WaveletPlane {
            let (rows, columns) = (tile.rows(level), tile.columns(level))
            return WaveletPlane(
                width: columns.count, height: rows.count,
                samples: plane.samples.part(
                    rows: rows, columns: columns, width: plane.width, channels: 1))
        }
        return WaveletPyramid(
            ll: ll.map { part($0, geometry.levels) },
            details: details.enumerated().map { index, planes in
                planes.map { part($0, index + 1) }
            })
    }

    /// The three components, before they are made colours.
    public var components: [WaveletPlane] {
        var planes = ll
        for subbands in details.reversed() {
            planes = planes.enumerated().map { index, plane in
                SubbandSplit(ll: plane, details: Array(subbands[(3 * index)..<(3 * index + 3)]))
                    .joined
            }
        }
        return planes
    }

    /// Luma (R + G + B) / 3, and the chroma differences R − B and G − (R + B) / 2.
    ///
    /// - Parameters:
    ///   - width: Columns.
    ///   - height: Rows.
    ///   - fill: Writes the colours of a row, `[width, 3]`, in units of 1/16, minus 128.
    /// - Returns: A plane for each component.
    static func components(
        width: Int, height: Int, _ fill: (_ row: Int, _ target: inout MutableSpan<Int32>) -> Void
    ) -> [WaveletPlane] {
        var luma = [Int32](repeating: 0, count: width * height)
        var redBlue = luma
        var green = luma
        var colours = [Int32](repeating: 0, count: 3 * width)
        for row in 0..<height {
            var target = colours.mutableSpan
            fill(row, &target)
            let samples = colours.span
            var lumas = luma.mutableSpan
            var redBlues = redBlue.mutableSpan
            var greens = green.mutableSpan
            // A span of three samples for each column, and planes of `height` rows.
            for x in 0..<width {
                let (r, g, b) = unsafe (
                    samples[unchecked: 3 &* x], samples[unchecked: 3 &* x &+ 1],
                    samples[unchecked: 3 &* x &+ 2]
                )
                let index = row &* width &+ x
                // 1 / 3 in units of 2⁻¹⁶; the rounding is undone by nobody, 1/16 is fine enough.
                unsafe lumas[unchecked: index] = ((r &+ g &+ b) &* 21845 &+ 32768) >> 16
                unsafe redBlues[unchecked: index] = r &- b
                unsafe greens[unchecked: index] = (2 &* g &- r &- b) >> 1
            }
        }
        return [luma, redBlue, green].map {
            WaveletPlane(width: width, height: height, samples: $0)
        }
    }

    /// RGB in units of 1/16, unclipped, minus 128: `[H·W·3]`, from the components of a picture.
    public static func colours(of components: [WaveletPlane]) -> [Int32] {
        let count = components[0].samples.count
        return [Int32](capacity: count * 3) { colours in
            for index in 0..<count {
                let (red, green, blue) = colour(
                    components[0].samples[index], components[1].samples[index],
                    components[2].samples[index])
                colours.append(red)
                colours.append(green)
                colours.append(blue)
            }
        }
    }

    /// The colour that three components stand for. Modulo 2³²: what no picture reaches, a hostile file
    /// may. Spec wavelet §8.2.
    @inline(__always)
    public static func colour(
        _ luma: Int32, _ redBlue: Int32, _ green: Int32
    ) -> (red: Int32, green: Int32, blue: Int32) {
        let third = (green &* 21845 &+ 32768) >> 16
        let half = redBlue >> 1
        return (
            luma &- third &+ half, luma &+ 2 &* third,
            luma &- third &- redBlue &+ half
        )
    }
}
