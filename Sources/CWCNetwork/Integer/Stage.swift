/// One step of a running network: how rows of a tensor come from rows of an earlier one, and what
/// is done to them in place while they are still in the cache.
struct Stage: Sendable {
    enum Maker: Sendable {
        case convolution(PackedConvolution)
        case pixelShuffle(factor: Int)
        case copy
    }

    enum Finish: Sendable {
        case rectify
        case leak(shift: Int32)
        /// Adds the same rows of a tensor, and clamps.
        case add(tensor: Int, range: ClosedRange<Int16>)
    }

    /// The tensor that the rows are made from.
    let input: Int
    let maker: Maker
    var finishes: [Finish] = []

    /// Rows of output that can be made from the first `available` rows of an input of `height`.
    func outputRows(from available: Int, of height: Int) -> Int {
        switch maker {
        case .convolution(let convolution):
            let shape = convolution.shape
            guard available < height else { return shape.outputSize(height) }
            // The last row made must not reach below what is there.
            let room = available + shape.padding - shape.kernel
            return room < 0 ? 0 : room / shape.stride + 1
        case .pixelShuffle(let factor): return available * factor
        case .copy: return available
        }
    }

    /// The first row of input that row `row` of the output depends on.
    func firstInputRow(of row: Int) -> Int {
        switch maker {
        case .convolution(let convolution):
            max(0, row * convolution.shape.stride - convolution.shape.padding)
        case .pixelShuffle(let factor): row / factor
        case .copy: row
        }
    }

    /// The most rows of input that are there, not yet used up, and too few for another row of
    /// output.
    var reach: Int {
        if case .convolution(let convolution) = maker { convolution.shape.kernel - 1 } else { 0 }
    }

    /// Rows by which the output lags behind the input while more of that is to come, for stages
    /// that keep the size.
    var lag: Int {
        if case .convolution(let convolution) = maker { convolution.shape.padding } else { 0 }
    }

    /// Rows of output that are made together.
    var granularity: Int { if case .pixelShuffle(let factor) = maker { factor } else { 1 } }
}
