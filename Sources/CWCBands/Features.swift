import CWCNetwork

/// A tensor `[h, w, channels]` that networks of a level take parts of their input from.
struct Features {
    let height: Int
    let width: Int
    let channels: Int
    private(set) var values: [Int16]

    /// What a network makes of an input of `height` rows and `width` columns, whose rows `fill` writes.
    init(
        of network: IntegerNetwork, height: Int, width: Int, threads: Int,
        fill: (Range<Int>, UnsafeMutableBufferPointer<Int16>) -> Void
    ) {
        self.height = height * network.upsampling
        self.width = width * network.upsampling
        channels = network.outputChannels
        let count = self.height * self.width * channels
        let stream = network.stream(height: height, width: width, threads: threads)
        values = [Int16](unsafeUninitializedCapacity: count) { buffer, initialized in
            stream.run(fill: fill) { rows, values in
                let start = rows.lowerBound * stream.outputRowCount
                _ = UnsafeMutableBufferPointer(rebasing: buffer[start..<start + values.count])
                    .update(fromContentsOf: values)
            }
            initialized = count
        }
    }

    /// Copies positions of a row into channels `first…` of a tensor of `stride` channels: `count`
    /// of them from `x` on, `step` apart; what is outside stays as it is.
    func copy(
        row: Int, from x: Int, step: Int, to target: UnsafeMutablePointer<Int16>, first: Int,
        stride: Int
    ) {
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            var source = start + (row * width + x) * channels
            var place = target + first
            for _ in Swift.stride(from: x, to: width, by: step) {
                place.update(from: source, count: channels)
                source += step * channels
                place += stride
            }
        }
    }
}

/// The two halves of the positions of a level: a checkerboard, coded one after the other.
enum Half: Int {
    case anchors = 0
    case others = 1

    /// Columns of a half when its positions stand side by side.
    static func width(_ width: Int) -> Int { (width + 1) / 2 }

    /// The first column of a row.
    @inline(__always)
    func firstColumn(_ row: Int) -> Int { (row + rawValue) & 1 }
}

extension CodingPass {
    var half: Half {
        switch self {
        case .lightnessAnchors, .colourAnchors: .anchors
        case .lightnessOthers, .colourOthers: .others
        }
    }
}
