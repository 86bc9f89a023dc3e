import CWCKernels

/// A run of a network over a picture that comes from the top down, strip by strip; its output goes
/// as it comes.
///
/// Memory is that of a few rows of each tensor, allocated once, and nothing is computed twice. The
/// output is the same for every height of strips and every number of threads. Spec model §2.
public final class NetworkStream {
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
    /// The rows of each tensor that are in its window.
    private var rows: [Range<Int>]
    /// For each tensor, the first of its rows that is still needed.
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
        memory = .allocate(
            byteCount: strips.byteCount(threads: threads), alignment: kernelAlignment)
        rows = Array(repeating: 0..<0, count: network.tensors.count)
        needed = Array(repeating: 0, count: network.tensors.count)
        jobs.reserveCapacity(network.stages.count)
        ends.reserveCapacity(network.stages.count)
    }

    deinit { memory.deallocate() }

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
    ///     input.
    ///   - emit: Takes rows of output, `[rows, width, outputChannels]`, zero or more times. The
    ///     memory is not to be kept.
    public func push(
        _ count: Int, fill: (UnsafeMutableBufferPointer<Int16>) -> Void,
        emit: (Range<Int>, UnsafeBufferPointer<Int16>) -> Void
    ) {
        precondition(count >= 1 && count <= nextRows.count, "a strip of \(count) rows")
        slide()
        let input = UnsafeMutableBufferPointer(
            start: address(of: rows[0].upperBound, in: 0), count: count * inputRowCount)
        fill(input)
        // The proof that no sum overflows rests on it.
        precondition(inputRange.holds(input), "an element is out of range")
        rows[0] = rows[0].lowerBound..<rows[0].upperBound + count
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
        fill: (Range<Int>, UnsafeMutableBufferPointer<Int16>) -> Void,
        emit: (Range<Int>, UnsafeBufferPointer<Int16>) -> Void
    ) {
        while !nextRows.isEmpty {
            let next = nextRows
            push(next.count, fill: { fill(next, $0) }, emit: emit)
        }
    }
}

// MARK: - A pass

extension NetworkStream {
    /// Lets go of the rows that nothing needs any more, and moves the others to the top of their
    /// windows.
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
        let sliding = needed.indices.filter { needed[$0] > rows[$0].lowerBound }
        guard !sliding.isEmpty else { return }
        team.forEachPart(of: sliding.indices) { part in
            for tensor in sliding[part] {
                address(of: rows[tensor].lowerBound, in: tensor).update(
                    from: address(of: needed[tensor], in: tensor),
                    count: (rows[tensor].upperBound - needed[tensor])
                        * strips.windows[tensor].rowCount)
            }
        }
        for tensor in sliding { rows[tensor] = needed[tensor]..<rows[tensor].upperBound }
    }

    /// Makes all rows that the input allows, and hands out those of the output.
    private func pass(_ emit: (Range<Int>, UnsafeBufferPointer<Int16>) -> Void) {
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
        emit(
            last.rows,
            UnsafeBufferPointer(
                start: address(of: last.rows.lowerBound, in: last.stage + 1),
                count: last.rows.count * outputRowCount))
    }

    /// Makes rows of a stage's output.
    private func make(_ made: Range<Int>, stage index: Int, worker: Int) {
        let stage = network.stages[index]
        let kernels = network.kernels
        let output = address(of: made.lowerBound, in: index + 1)
        let count = made.count * strips.windows[index + 1].rowCount
        let window = strips.windows[stage.input]
        switch stage.maker {
        case .convolution(let convolution):
            let there = rows[stage.input]
            convolution.makeRows(
                made,
                from: cwc_window(
                    rows: address(of: there.lowerBound, in: stage.input),
                    first_row: Int32(there.lowerBound), row_count: Int32(there.count),
                    height: Int32(window.height), width: Int32(window.width)),
                to: output,
                scratch: memory + strips.windowByteCount + worker * strips.scratchByteCount)
        case .pixelShuffle(let factor):
            kernels.pixel_shuffle(
                address(of: made.lowerBound / factor, in: stage.input),
                Int32(made.count / factor), Int32(window.width),
                Int32(network.tensors[index + 1].channels), Int32(factor), output)
        case .copy:
            output.update(from: address(of: made.lowerBound, in: stage.input), count: count)
        }
        for finish in stage.finishes {
            switch finish {
            case .rectify: kernels.rectify(output, count)
            case .leak(let shift): kernels.leak(output, count, shift)
            case .add(let term, let range):
                kernels.add_clamp(
                    output, address(of: made.lowerBound, in: term), count, range.lowerBound,
                    range.upperBound)
            }
        }
    }

    /// Where a row of a tensor is, or would be, in its window.
    private func address(of row: Int, in tensor: Int) -> UnsafeMutablePointer<Int16> {
        let window = strips.windows[tensor]
        let place = window.offset + (row - rows[tensor].lowerBound) * window.rowCount
        return memory.assumingMemoryBound(to: Int16.self) + place
    }
}

extension ClosedRange<Int16> {
    /// Whether every value lies within the range.
    fileprivate func holds(_ values: UnsafeMutableBufferPointer<Int16>) -> Bool {
        var low = lowerBound
        var high = upperBound
        for value in values {
            low = Swift.min(low, value)
            high = Swift.max(high, value)
        }
        return low == lowerBound && high == upperBound
    }
}
