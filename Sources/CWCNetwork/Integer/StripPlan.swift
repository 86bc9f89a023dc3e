/// The memory of a network that runs over a picture in strips: for every tensor a window of rows,
/// all in one piece of memory.
///
/// In one pass, a strip of new rows comes into the input, and every stage makes the rows that have
/// become possible, at most `newRows` of its output. A convolution needs rows below the last one it
/// can make, so stages lag behind their inputs; what they will still need stays in the windows.
/// Windows therefore have a height of `newRows` + `reach`, whatever the height of the picture, and room
/// for some rows more, so that those that stay need not be moved to the top in each pass:
///
///     reach    rows that later rows still need       ─┐ window of one tensor
///     newRows  rows made in this pass                ─┘
///
/// That is enough: a stage of kernel k, stride s and padding p that has used `a` rows of its input
/// has made ⌊(a + p − k) / s⌋ + 1 rows, the next of which begins at most k − 1 rows above row a; and
/// `m` further rows let it make ⌈m / s⌉ at most. Only at the bottom, where padding stands for rows,
/// could it make more; those wait for passes of their own, and nothing comes into its input then.
struct StripPlan: Sendable {
    /// The window of a tensor.
    struct Window: Sendable {
        /// Size of the whole tensor.
        let height: Int
        let width: Int
        /// Elements of a row.
        let rowCount: Int
        /// The most rows that come in a pass.
        let newRows: Int
        /// Rows that there is room for.
        let capacity: Int
        /// Where it begins, in elements.
        let offset: Int
    }

    /// Rows of input that a pass takes, as a multiple of the network's downsampling.
    let strip: Int
    let windows: [Window]
    /// Bytes of all windows, and of scratch memory for each thread.
    let windowByteCount: Int
    let scratchByteCount: Int
    /// Bytes of the windows that a pass looks at.
    private let passByteCount: Int

    /// Plans for a picture of `height` and `width`, multiples of the network's downsampling.
    init(_ network: NetworkPlan, height: Int, width: Int, strip: Int) {
        precondition(strip >= 1, "a strip has rows")
        self.strip = strip
        let inputRows = strip * network.scaling.down
        var offset = 0
        var passed = 0
        let windows = network.tensors.map { tensor in
            func scaled(_ size: Int) -> Int { size * tensor.upsampling / tensor.downsampling }
            let newRows = scaled(inputRows)
            let capacity = min(
                scaled(height), tensor.reach + Self.rowsBetweenMoves(newRows, tensor.reach))
            let rowCount = scaled(width) * tensor.channels
            passed += min(capacity, newRows + tensor.reach) * rowCount
            defer { offset += (capacity * rowCount).roundedUp(toMultipleOf: Self.alignment) }
            return Window(
                height: scaled(height), width: scaled(width), rowCount: rowCount,
                newRows: newRows, capacity: capacity, offset: offset)
        }
        let scratch = network.stages.map { stage in
            guard case .convolution(let convolution) = stage.maker else { return 0 }
            return convolution.scratchByteCount(width: windows[stage.input].width)
        }
        self.windows = windows
        windowByteCount = offset * MemoryLayout<Int16>.stride
        passByteCount = passed * MemoryLayout<Int16>.stride
        scratchByteCount = (scratch.max() ?? 0).roundedUp(toMultipleOf: kernelAlignment)
    }

    /// The plan whose strips serve speed: low ones, so that rows are still in the cache when the
    /// next stage wants them, but of two rows of the smallest tensor for each thread, so that they
    /// seldom wait for each other; higher ones where all windows fit the cache anyway, and lower ones
    /// where they would take much memory.
    init(_ network: NetworkPlan, height: Int, width: Int, threads: Int) {
        let usual = threads == 1 ? 1 : 2 * min(threads, 8)
        var strip = 16 * usual
        while true {
            self.init(network, height: height, width: width, strip: strip)
            let limit = strip > usual ? Self.cacheByteCount : Self.usualByteCount
            if strip == 1 || passByteCount <= limit { return }
            strip /= 2
        }
    }

    /// New rows for which there is room before those that stay are moved: twice as many as are moved.
    private static func rowsBetweenMoves(_ newRows: Int, _ reach: Int) -> Int {
        max(newRows, (2 * reach).roundedUp(toMultipleOf: newRows))
    }

    /// Bytes for a run on so many threads.
    func byteCount(threads: Int) -> Int { windowByteCount + threads * scratchByteCount }

    /// About what the cores of today have for themselves and as their share of what is common.
    private static let cacheByteCount = 2 << 20
    /// What is little beside a picture that needs more.
    private static let usualByteCount = 64 << 20
    /// Elements of a cache line.
    private static let alignment = kernelAlignment / MemoryLayout<Int16>.stride
}

extension Int {
    /// The smallest multiple of `factor` that is not below the number.
    package func roundedUp(toMultipleOf factor: Int) -> Int {
        (self + factor - 1) / factor * factor
    }
}
