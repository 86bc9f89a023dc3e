public import CWCNetwork

/// One level of the transform: an LL subband and three detail subbands, each of half the width and
/// height. Spec wavelet §8.1.
public struct SubbandSplit: Hashable, Sendable {
    /// Low-pass both ways.
    public var ll: WaveletPlane
    /// HL, LH, HH: high-pass across, high-pass down, both.
    public var details: [WaveletPlane]

    /// Subbands as they are.
    public init(ll: WaveletPlane, details: [WaveletPlane]) {
        precondition(details.count == WaveletGeometry.orientations)
        self.ll = ll
        self.details = details
    }

    /// Splits a plane of even width and height.
    public init(splitting plane: consuming WaveletPlane, by step: LiftingStep = Lifting.plain) {
        precondition(plane.width % 2 == 0 && plane.height % 2 == 0)
        let (width, height) = (plane.width / 2, plane.height / 2)
        let window = LiftingWindow(
            pairs: 0..<height, width: width, components: 1, turn: height, undo: false, by: step)
        _ = window.append(height)
        var samples = plane.takeSamples()
        for row in 0..<2 * height {
            let first = row * 2 * width
            _ = unsafe window.samples(row, 0).update(
                fromContentsOf: samples[first..<first + 2 * width])
            window.splitRow(row, 0)
        }
        samples = []
        window.lift(0, 0..<2 * width)
        let subbands = (0..<4).map { subband in
            var samples: [Int32] = []
            samples.reserveCapacity(width * height)
            for row in 0..<height {
                unsafe samples +=
                    window.samples(2 * row + subband >> 1, 0)[
                        Self.columns(subband, width)]
            }
            return samples
        }
        let planes = subbands.map { WaveletPlane(width: width, height: height, samples: $0) }
        self.init(ll: planes[0], details: Array(planes[1...]))
    }

    /// The plane that the subbands come from.
    public var joined: WaveletPlane {
        let (width, height) = (ll.width, ll.height)
        let window = LiftingWindow(
            pairs: 0..<height, width: width, components: 1, turn: height, undo: true,
            by: Lifting.plain)
        _ = window.append(height)
        for (subband, plane) in ([ll] + details).enumerated() {
            for row in 0..<height {
                _ = unsafe window.samples(2 * row + subband >> 1, 0)[Self.columns(subband, width)]
                    .update(fromContentsOf: plane.samples[row * width..<(row + 1) * width])
            }
        }
        window.lift(0, 0..<2 * width)
        var samples: [Int32] = []
        samples.reserveCapacity(width * height * 4)
        for row in 0..<2 * height {
            window.joinRow(row, 0)
            unsafe samples += window.samples(row, 0)
        }
        return WaveletPlane(width: width * 2, height: height * 2, samples: samples)
    }

    /// The columns of a window's rows that belong to a subband: LL, HL, LH or HH. Its rows are even for
    /// the first two, odd for the others.
    private static func columns(_ subband: Int, _ width: Int) -> Range<Int> {
        (subband & 1) * width..<(subband & 1 + 1) * width
    }
}
