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
        // Each thread runs the network over rows of its own, and over those around them that matter.
        let parts = threads == 1 ? 1 : max(1, min(2 * threads, height / 16))
        values = [Int16](unsafeUninitializedCapacity: count) { buffer, initialized in
            Crew(threads: threads).work(ends: [parts]) { _, part, _ in
                let own = height * part / parts..<height * (part + 1) / parts
                let above = max(0, own.lowerBound - network.reach)
                let seen = above..<min(height, own.upperBound + network.reach)
                let made =
                    own.lowerBound * network.upsampling..<own.upperBound * network.upsampling
                let stream = network.stream(height: seen.count, width: width)
                stream.run { rows, input in
                    fill(
                        rows.lowerBound + seen.lowerBound..<rows.upperBound + seen.lowerBound,
                        input)
                } emit: { rows, values in
                    let first = rows.lowerBound + seen.lowerBound * network.upsampling
                    let wanted = made.clamped(to: first..<first + rows.count)
                    let row = stream.outputRowCount
                    _ = UnsafeMutableBufferPointer(rebasing: buffer[(wanted.lowerBound * row)...])
                        .update(
                            fromContentsOf: values[
                                (wanted.lowerBound - first) * row..<(wanted.upperBound - first)
                                    * row])
                }
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
