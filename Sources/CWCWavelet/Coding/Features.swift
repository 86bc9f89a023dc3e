import CWCNetwork

/// Features of a level, `[h, w, channels]`: what a network put out, and networks of the level take as
/// part of their input. Or those of non-anchors alone, in cells of 2 × 2 positions:
/// `[⌈h/2⌉, ⌈w/2⌉, 2, channels]`.
struct Features {
    let height: Int
    let width: Int
    /// Those of a position.
    let channels: Int
    private let values: [Int16]
    private let isFolded: Bool

    /// What a network makes of an input of `height` rows and `width` columns, whose rows `fill` writes;
    /// of cells, if it is `folded`.
    init(
        of network: IntegerNetwork, folded: Bool = false, height: Int, width: Int, threads: Int,
        fill: (Range<Int>, inout MutableSpan<Int16>) -> Void
    ) {
        self.height = height * network.upsampling
        self.width = width * network.upsampling
        channels = network.outputChannels / (folded ? 2 : 1)
        isFolded = folded
        let count = self.height * self.width * network.outputChannels
        // Each thread runs the network over rows of its own, and over those around them that matter.
        let parts = threads == 1 ? 1 : max(1, min(2 * threads, height / 16))
        let row = self.width * network.outputChannels
        values = unsafe [Int16](unsafeUninitializedCapacity: count) { buffer, initialized in
            ThreadTeam(threads: threads).work(ends: [parts]) { _, part, _ in
                let own = height * part / parts..<height * (part + 1) / parts
                let above = max(0, own.lowerBound - network.reach)
                let seen = above..<min(height, own.upperBound + network.reach)
                let made =
                    own.lowerBound * network.upsampling..<own.upperBound * network.upsampling
                // No two parts make the same rows.
                let memory = unsafe UnsafeMutableBufferPointer(
                    rebasing: buffer[made.lowerBound * row..<made.upperBound * row])
                var target = unsafe memory.mutableSpan
                network.stream(height: seen.count, width: width).run { rows, input in
                    fill(
                        rows.lowerBound + seen.lowerBound..<rows.upperBound + seen.lowerBound,
                        &input)
                } emit: { rows, values in
                    let first = rows.lowerBound + seen.lowerBound * network.upsampling
                    let wanted = made.clamped(to: first..<first + rows.count)
                    guard !wanted.isEmpty else { return }
                    target.update(
                        from: (wanted.lowerBound - made.lowerBound) * row,
                        with: values.extracting(
                            (wanted.lowerBound - first) * row..<(wanted.upperBound - first) * row))
                }
            }
            initialized = count
        }
    }

    /// Copies the first `count` positions of a row into a tensor of `stride` channels, the first
    /// channel of the first to `place`; what is outside stays as it is.
    func copy(
        _ count: Int, ofRow row: Int, to target: inout MutableSpan<Int16>, at place: Int,
        stride: Int
    ) {
        copy(count, from: row * width * channels, step: channels, to: &target, at: place, stride)
    }

    /// The same for the first `count` positions that a row has of a half.
    func copy(
        _ count: Int, ofRow row: Int, _ half: CheckerboardHalf,
        to target: inout MutableSpan<Int16>, at place: Int, stride: Int
    ) {
        assert(!isFolded || half == .nonAnchors, "a half that is not there")
        let first =
            isFolded
            ? row / 2 * width * 2 + row & 1
            : row * width + half.firstColumn(row)
        copy(
            count, from: first * channels, step: 2 * channels, to: &target, at: place, stride)
    }

    /// Copies the channels of `count` positions. They are few, so a call for each position would take
    /// longer than the copying: eight channels of all positions go first, then the next eight.
    private func copy(
        _ count: Int, from first: Int, step: Int, to target: inout MutableSpan<Int16>,
        at place: Int, _ stride: Int
    ) {
        guard count > 0 else { return }
        // All that the loops below read and write.
        let read = values.span.extracting(first..<first + (count - 1) * step + channels)
        precondition(place >= 0 && place + (count - 1) * stride + channels <= target.count, "room")
        unsafe read.withUnsafeBufferPointer { read in
            unsafe target.withUnsafeMutableBufferPointer { target in
                guard let source = read.baseAddress, let target = target.baseAddress else { return }
                @inline(__always)
                func copyAll<Part: BitwiseCopyable>(_: Part.Type, at channel: Int) {
                    for index in 0..<count {
                        let part = unsafe UnsafeRawPointer(source + index * step + channel)
                            .loadUnaligned(as: Part.self)
                        unsafe UnsafeMutableRawPointer(target + place + index * stride + channel)
                            .storeBytes(of: part, as: Part.self)
                    }
                }
                var channel = 0
                while channel + 8 <= channels {
                    copyAll(SIMD8<Int16>.self, at: channel)
                    channel += 8
                }
                while channel < channels {
                    copyAll(Int16.self, at: channel)
                    channel += 1
                }
            }
        }
    }
}
