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
        // In the memory of the plane, if nobody else has it.
        var samples = plane.takeSamples()
        var subbands = [[Int32]](repeating: [], count: 4)
        unsafe samples.withUnsafeMutableBufferPointer { samples in
            let inPlace = unsafe InPlaceSubbands(samples, width: width, height: height, by: step)
            inPlace.splitRows(0..<2 * height)
            for side in 0..<2 { inPlace.lift(side: side, 0..<width, undo: false) }
            for subband in 0..<4 {
                subbands[subband].reserveCapacity(width * height)
                for row in 0..<height {
                    unsafe subbands[subband] += inPlace.row(row, of: subband)
                }
            }
        }
        let planes = subbands.map { WaveletPlane(width: width, height: height, samples: $0) }
        self.init(ll: planes[0], details: Array(planes[1...]))
    }

    /// The plane that the subbands come from.
    public var joined: WaveletPlane {
        let (width, height) = (ll.width, ll.height)
        var samples = [Int32](repeating: 0, count: width * height * 4)
        unsafe samples.withUnsafeMutableBufferPointer { samples in
            let inPlace = unsafe InPlaceSubbands(
                samples, width: width, height: height, by: Lifting.plain)
            for (subband, plane) in ([ll] + details).enumerated() {
                for row in 0..<height {
                    _ = unsafe inPlace.row(row, of: subband).update(
                        fromContentsOf: plane.samples[row * width..<(row + 1) * width])
                }
            }
            for side in 0..<2 { inPlace.lift(side: side, 0..<width, undo: true) }
            inPlace.joinRows(0..<2 * height)
        }
        return WaveletPlane(width: width * 2, height: height * 2, samples: samples)
    }
}
