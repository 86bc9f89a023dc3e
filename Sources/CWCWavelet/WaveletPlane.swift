/// A plane of integers, row by row.
public struct WaveletPlane: Hashable, Sendable {
    public let width: Int
    public let height: Int
    public var samples: [Int32]

    public init(width: Int, height: Int, samples: [Int32]) {
        precondition(samples.count == width * height)
        self.width = width
        self.height = height
        self.samples = samples
    }
}

/// One step of the transform: a low band and three detail bands, each of half the width and
/// height.
public struct WaveletBands: Hashable, Sendable {
    public var low: WaveletPlane
    /// Horizontal, vertical and diagonal detail: high-pass across, high-pass down, both.
    public var details: [WaveletPlane]

    public init(low: WaveletPlane, details: [WaveletPlane]) {
        precondition(details.count == 3)
        self.low = low
        self.details = details
    }

    /// Splits a plane of even width and height.
    public init(splitting plane: WaveletPlane, by step: @escaping LiftingStep = Lifting.plain) {
        precondition(plane.width % 2 == 0 && plane.height % 2 == 0)
        let (width, height) = (plane.width / 2, plane.height / 2)
        var samples = plane.samples
        var bands = [[Int32]](repeating: [], count: 4)
        samples.withUnsafeMutableBufferPointer { samples in
            guard let samples = samples.baseAddress else { return }
            let quadrants = BandQuadrants(samples, width: width, height: height, by: step)
            quadrants.splitRows(0..<2 * height)
            for side in 0..<2 { quadrants.lift(side: side, 0..<width, undo: false) }
            for band in 0..<4 {
                bands[band].reserveCapacity(width * height)
                for row in 0..<height {
                    bands[band] += UnsafeBufferPointer(
                        start: quadrants.row(row, of: band), count: width)
                }
            }
        }
        let planes = bands.map { WaveletPlane(width: width, height: height, samples: $0) }
        self.init(low: planes[0], details: Array(planes[1...]))
    }

    /// The plane that the bands come from.
    public var joined: WaveletPlane {
        let (width, height) = (low.width, low.height)
        var samples = [Int32](repeating: 0, count: width * height * 4)
        samples.withUnsafeMutableBufferPointer { samples in
            guard let samples = samples.baseAddress else { return }
            let quadrants = BandQuadrants(
                samples, width: width, height: height, by: Lifting.plain)
            for (band, plane) in ([low] + details).enumerated() {
                plane.samples.withUnsafeBufferPointer { plane in
                    guard let plane = plane.baseAddress else { return }
                    for row in 0..<height {
                        quadrants.row(row, of: band).update(from: plane + row * width, count: width)
                    }
                }
            }
            for side in 0..<2 { quadrants.lift(side: side, 0..<width, undo: true) }
            quadrants.joinRows(0..<2 * height)
        }
        return WaveletPlane(width: width * 2, height: height * 2, samples: samples)
    }
}
