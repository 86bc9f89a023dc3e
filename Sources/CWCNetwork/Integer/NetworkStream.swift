import CWCKernels

/// A run of a network over a picture that comes from the top down, strip by strip; its output goes
/// as it comes.
///
/// Memory is that of a few rows of each tensor, allocated once, and nothing is computed twice. The
/// output is the same for every height of strips and every number of threads. Spec model §2.
///
/// Safe: the memory is the stream's own, lives as long, and is only reached through `memory(of:in:)`,
/// which makes sure that rows lie within their window.
@safe public final class NetworkStream {
    /// Elements of a row of the network's input and of its output.
    public var inputRowCount: Int { strips.windows[0].rowCount }
    public var outputRowCount: Int { strips.windows[network.tensors.count - 1].rowCount }

    /// Rows that go in at a time, counted as `IntegerNetwork.stream` does.
    public var strip: Int { strips.strip }

    private let network: NetworkPlan
    private let inputRange: ClosedRange<Int16>
    private let strips: StripPlan
    private let team: ThreadTeam
    /// All windows, then scratch memory for each thread.
    private let memory: UnsafeMutableRawPointer
    private let windows: UnsafeMutablePointer<Int16>
    /// The rows of each tensor that are in its window.
    private var rows: [Range<Int>]
    /// For each tensor, the row that stands first in its window's memory, and the first one that is
    /// still needed.
    private var firstInMemory: [Int]
    private var needed: [Int]
    private var jobs: [Job] = []
    private var ends: [Int] = []

    /// The rows that a stage makes in a pass, and how many of them make a part.
    private struct Job {
        var stage: Int
        var rows: Range<Int>
        var partRows: Int
    }

    init(
        _ network: NetworkPlan, inputRange: ClosedRange<Int16>, strips: StripPlan, threads: Int
    ) {
        self.network = network
        self.inputRange = inputRange
        self.strips = strips
        team = ThreadTeam(threads: threads)
        unsafe memory = .allocate(
            byteCount: strips.byteCount(threads: threads), alignment: kernelAlignment)
        unsafe windows = memory.bindMemory(
            to: Int16.self, capacity: strips.windowByteCount / MemoryLayout<Int16>.stride)
        rows = Array(repeating: 0..<0, count: network.tensors.count)
        firstInMemory = Array(repeating: 0, count: network.tensors.count)
        needed = firstInMemory
        jobs.reserveCapacity(network.stages.count)
        ends.reserveCapacity(network.stages.count)
    }

    deinit { unsafe memory.deallocate() }

    /// The rows of input that a push takes next, at most; empty once all are there.
    public var nextRows: Range<Int> {
        let end = rows[0].upperBound
        return end..<min(strips.windows[0].height, end + strips.windows[0].newRows)
    }

    /// Takes the next rows of the input, and gives the rows of output that they make possible.
    ///
    /// - Parameters:
    ///   - count: How many rows come; at least one, at most as many as `nextRows` has.
    ///   - fill: Writes them, `[count, width, inputChannels]`, every element within the range of the
    ///     input; what is there before has no meaning.
    ///   - emit: Takes rows of output, `[rows, width, outputChannels]`, zero or more times.
    public func push(
        _ count: Int, fill: (inout MutableSpan<Int16>) -> Void,
        emit: (Range<Int>, Span<Int16>) -> Void
    ) {
        precondition(count >= 1 && count <= nextRows.count, "a strip of \(count) rows")
        slide()
        let end = rows[0].upperBound + count
        let memory = unsafe memory(of: rows[0].upperBound..<end, in: 0)
        var input = unsafe memory.mutableSpan
        fill(&input)
        // The proof that no sum overflows rests on it.
        precondition(inputRange.holds(input.span), "an element is out of range")
        rows[0] = rows[0].lowerBound..<end
        pass(emit)
        guard nextRows.isEmpty else { return }
        // What the bottom padding lets the stages make, at no more than their usual pace.
        let last = network.tensors.count - 1
        while rows[last].upperBound < strips.windows[last].height {
            slide()
            pass(emit)
        }
    }

    /// Feeds the whole picture, strip after strip; the parameters are those of `push`.
    public func run(
        fill: (Range<Int>, inout MutableSpan<Int16>) -> Void,
        emit: (Range<Int>, Span<Int16>) -> Void
    ) {
        while !nextRows.isEmpty {
            let next = nextRows
            push(next.count, fill: { fill(next, &$0) }, emit: emit)
        }
    }
}

// MARK: - A pass

extension NetworkStream {
    /// Lets go of the rows that nothing needs any more; where there is no room for those of a pass, moves
    /// the others to the top of their windows.
    private func slide() {
        // What nobody reads, the output, has gone.
        for tensor in needed.indices { needed[tensor] = rows[tensor].upperBound }
        for (index, stage) in network.stages.enumerated() {
            let next = rows[index + 1].upperBound
            needed[stage.input] = min(needed[stage.input], stage.firstInputRow(of: next))
            for case .add(let term, _) in stage.finishes {
                needed[term] = min(needed[term], next)
            }
        }
        for tensor in needed.indices {
            rows[tensor] = max(needed[tensor], rows[tensor].lowerBound)..<rows[tensor].upperBound
        }
        let moving = needed.indices.filter { tensor in
            let window = strips.windows[tensor]
            let end = min(window.height, rows[tensor].upperBound + window.newRows)
            return end - firstInMemory[tensor] > window.capacity
        }
        guard !moving.isEmpty else { return }
        team.forEachPart(of: moving.indices) { part in
            for tensor in moving[part] {
                let top = firstInMemory[tensor]
                _ = unsafe memory(of: top..<top + rows[tensor].count, in: tensor)
                    .update(fromContentsOf: memory(of: rows[tensor], in: tensor))
            }
        }
        for tensor in moving { firstInMemory[tensor] = rows[tensor].lowerBound }
    }

    /// Makes all rows that the input allows, and hands out those of the output.
    private func pass(_ emit: (Range<Int>, Span<Int16>) -> Void) {
        jobs.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for (index, stage) in network.stages.enumerated() {
            let window = strips.windows[index + 1]
            let begin = rows[index + 1].upperBound
            let possible = stage.outputRows(
                from: rows[stage.input].upperBound, of: strips.windows[stage.input].height)
            let end = min(possible, begin + window.newRows)
            guard begin < end else { continue }
            rows[index + 1] = rows[index + 1].lowerBound..<end
            // Two parts for each thread, so that none waits long for another.
            let partRows =
                team.threads == 1
                ? end - begin
                : ((end - begin - 1) / (2 * team.threads) + 1)
                    .roundedUp(toMultipleOf: stage.granularity)
            jobs.append(Job(stage: index, rows: begin..<end, partRows: partRows))
            ends.append((ends.last ?? 0) + (end - begin - 1) / partRows + 1)
        }
        team.work(ends: ends) { job, part, worker in
            let job = jobs[job]
            let begin = job.rows.lowerBound + part * job.partRows
            make(
                begin..<min(begin + job.partRows, job.rows.upperBound), stage: job.stage,
                worker: worker)
        }
        guard let last = jobs.last, last.stage == network.stages.count - 1 else { return }
        let output = unsafe memory(of: last.rows, in: last.stage + 1)
        emit(last.rows, unsafe output.span)
    }

    /// Makes rows of a stage's output.
    private func make(_ made: Range<Int>, stage index: Int, worker: Int) {
        let stage = network.stages[index]
        let kernels = network.kernels
        let target = unsafe memory(of: made, in: index + 1)
        guard let output = target.baseAddress else { return }
        let window = strips.windows[stage.input]
        switch stage.maker {
        case .convolution(let convolution):
            let there = rows[stage.input]
            let input = unsafe cwc_window(
                rows: memory(of: there, in: stage.input).baseAddress,
                first_row: Int32(there.lowerBound), row_count: Int32(there.count),
                height: Int32(window.height), width: Int32(window.width))
            unsafe convolution.makeRows(
                made, from: input, to: output,
                scratch: memory + strips.windowByteCount + worker * strips.scratchByteCount)
        case .pixelShuffle(let factor):
            let input = made.lowerBound / factor..<made.upperBound / factor
            unsafe kernels.pixel_shuffle(
                memory(of: input, in: stage.input).baseAddress, Int32(input.count),
                Int32(window.width), Int32(network.tensors[index + 1].channels), Int32(factor),
                output)
        case .copy:
            _ = unsafe target.update(fromContentsOf: memory(of: made, in: stage.input))
        }
        for finish in stage.finishes {
            switch finish {
            case .rectify: unsafe kernels.rectify(output, target.count)
            case .leak(let shift): unsafe kernels.leak(output, target.count, shift)
            case .add(let term, let range):
                unsafe kernels.add_clamp(
                    output, memory(of: made, in: term).baseAddress, target.count,
                    range.lowerBound, range.upperBound)
            }
        }
    }

    /// Where some rows of a tensor are, or would be, in its window.
    private func memory(
        of wanted: Range<Int>, in tensor: Int
    ) -> UnsafeMutableBufferPointer<Int16> {
        let window = strips.windows[tensor]
        let first = wanted.lowerBound - firstInMemory[tensor]
        precondition(first >= 0 && first + wanted.count <= window.capacity, "rows of the window")
        return unsafe UnsafeMutableBufferPointer(
            start: windows + window.offset + first * window.rowCount,
            count: wanted.count * window.rowCount)
    }
}

extension ClosedRange<Int16> {
    /// Whether every value lies within the range.
    fileprivate func holds(_ values: Span<Int16>) -> Bool {
        var low = lowerBound
        var high = upperBound
        for index in values.indices {
            low = Swift.min(low, values[index])
            high = Swift.max(high, values[index])
        }
        return low == lowerBound && high == upperBound
    }
}
