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
    public init(splitting plane: WaveletPlane) {
        precondition(plane.width % 2 == 0 && plane.height % 2 == 0)
        let (width, height) = (plane.width / 2, plane.height / 2)
        // Across: each row's even and odd samples go to the left and right half.
        var left = [Int32](repeating: 0, count: width * height * 2)
        var right = left
        plane.samples.withUnsafeBufferPointer { input in
            left.withUnsafeMutableBufferPointer { left in
                right.withUnsafeMutableBufferPointer { right in
                    guard let input = input.baseAddress, let left = left.baseAddress,
                        let right = right.baseAddress
                    else { return }
                    for row in 0..<height * 2 {
                        let (even, odd) = (left + row * width, right + row * width)
                        let source = input + row * width * 2
                        for x in 0..<width {
                            even[x] = source[2 * x]
                            odd[x] = source[2 * x + 1]
                        }
                        Lifting.run(even: even, odd: odd, count: width, length: 1, undo: false)
                    }
                }
            }
        }
        // Down: the same with rows.
        let bands = [left, right].flatMap { half -> [WaveletPlane] in
            var (even, odd) = Self.rows(of: half, width: width, height: height)
            Self.lift(&even, &odd, width: width, height: height, undo: false)
            return [
                WaveletPlane(width: width, height: height, samples: even),
                WaveletPlane(width: width, height: height, samples: odd),
            ]
        }
        self.init(low: bands[0], details: [bands[2], bands[1], bands[3]])
    }

    /// The plane that the bands come from.
    public var joined: WaveletPlane {
        let (width, height) = (low.width, low.height)
        var samples = [Int32](repeating: 0, count: width * height * 4)
        for (side, pair) in [(low, details[1]), (details[0], details[2])].enumerated() {
            var (even, odd) = (pair.0.samples, pair.1.samples)
            Self.lift(&even, &odd, width: width, height: height, undo: true)
            for row in 0..<height {
                for (offset, source) in [even, odd].enumerated() {
                    let target = (row * 2 + offset) * width * 2 + side * width
                    samples.replaceSubrange(
                        target..<(target + width), with: source[(row * width)..<((row + 1) * width)]
                    )
                }
            }
        }
        // Each row now holds its even samples, then its odd ones.
        var row = [Int32](repeating: 0, count: width * 2)
        samples.withUnsafeMutableBufferPointer { samples in
            guard let samples = samples.baseAddress else { return }
            for y in 0..<height * 2 {
                let halves = samples + y * width * 2
                Lifting.run(
                    even: halves, odd: halves + width, count: width, length: 1, undo: true)
                for x in 0..<width {
                    row[2 * x] = halves[x]
                    row[2 * x + 1] = halves[width + x]
                }
                for x in 0..<width * 2 { halves[x] = row[x] }
            }
        }
        return WaveletPlane(width: width * 2, height: height * 2, samples: samples)
    }

    private static func rows(
        of half: [Int32], width: Int, height: Int
    ) -> (even: [Int32], odd: [Int32]) {
        var even: [Int32] = []
        var odd: [Int32] = []
        even.reserveCapacity(width * height)
        odd.reserveCapacity(width * height)
        for row in 0..<height {
            even += half[(2 * row * width)..<((2 * row + 1) * width)]
            odd += half[((2 * row + 1) * width)..<((2 * row + 2) * width)]
        }
        return (even, odd)
    }

    private static func lift(
        _ even: inout [Int32], _ odd: inout [Int32], width: Int, height: Int, undo: Bool
    ) {
        even.withUnsafeMutableBufferPointer { even in
            odd.withUnsafeMutableBufferPointer { odd in
                guard let even = even.baseAddress, let odd = odd.baseAddress else { return }
                Lifting.run(even: even, odd: odd, count: height, length: width, undo: undo)
            }
        }
    }
}
