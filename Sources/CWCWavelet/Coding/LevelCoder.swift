import CWCBitstream
import CWCNetwork

/// Codes the detail subbands of one level: four passes, each one run of a network over half of the
/// positions, whose decisions do not depend on each other. Spec wavelet §4.3.
struct LevelCoder {
    let networks: WaveletNetworks.Level
    /// The probability of yes for each logit −128…127.
    let probabilities: [UInt16]
    /// What coarser levels tell about each position.
    let features: Features
    /// Rows and columns that are coded; symbols beyond are 0.
    let coded: (height: Int, width: Int)
    let threads: Int
    /// What the level's decisions so far have taught about the next.
    private let adaptations = LevelLogitAdaptation()

    init(
        networks: WaveletNetworks.Level, probabilities: [UInt16], features: Features,
        coded: (height: Int, width: Int), threads: Int
    ) {
        self.networks = networks
        self.probabilities = probabilities
        self.features = features
        self.coded = coded
        self.threads = threads
    }

    private var height: Int { features.height }
    private var width: Int { features.width }

    /// Codes `[h, w, 9]` symbols, which `selection` may change before they are coded.
    func code<Coder: DecisionCoder>(
        _ symbols: inout [Int16], selectedBy selection: some SymbolSelection,
        with coder: inout Coder
    ) throws(Coder.Failure) {
        let luma = 0..<WaveletGeometry.lumaSubbands
        let chroma = luma.upperBound..<WaveletGeometry.subbands
        try code(.lumaAnchors, seeing: [features], &symbols, selection, with: &coder)
        // What luma tells about luma is gone before chroma begins.
        do {
            let lumaContext = context(networks.lumaCheckerboard, of: symbols, luma)
            try code(
                .lumaNonAnchors, seeing: [features, lumaContext], &symbols, selection,
                with: &coder)
        }
        let crossComponent = context(networks.crossComponentContext, of: symbols, luma)
        try code(
            .chromaAnchors, seeing: [features, crossComponent], &symbols, selection, with: &coder)
        let chromaContext = context(networks.chromaCheckerboard, of: symbols, chroma)
        try code(
            .chromaNonAnchors, seeing: [features, crossComponent, chromaContext], &symbols,
            selection, with: &coder)
    }

    /// Codes one pass.
    private func code<Coder: DecisionCoder>(
        _ pass: CodingPass, seeing inputs: [Features], _ symbols: inout [Int16],
        _ selection: some SymbolSelection, with coder: inout Coder
    ) throws(Coder.Failure) {
        let columns = CheckerboardHalf.width(width)
        let errors = NeighbourhoodErrors(columns: columns, subbands: pass.subbands)
        let signs = SignRegression(columns: columns, subbands: pass.subbands)
        var symbols = symbols.mutableSpan
        if threads == 1 {
            runHead(pass, seeing: inputs, 0..<height) { rows, logits in
                code(pass, rows, logits, errors, signs, &symbols, selection, with: &coder)
            }
        } else {
            codeTogether(
                pass, seeing: inputs, errors, signs, &symbols, selection, with: &coder)
        }
        try coder.check()
    }

    /// Codes one pass on several threads. Probability heads look at one position each and at nothing
    /// that their own pass codes, so each thread runs them over rows of its own; the thread that
    /// finishes some codes what can be coded next.
    private func codeTogether<Coder: DecisionCoder>(
        _ pass: CodingPass, seeing inputs: [Features], _ errors: NeighbourhoodErrors,
        _ signs: SignRegression, _ symbols: inout MutableSpan<Int16>,
        _ selection: some SymbolSelection,
        with coder: inout Coder
    ) {
        let row = CheckerboardHalf.width(width) * networks.head(pass).outputChannels
        let chunk = 16
        let count = (height + chunk - 1) / chunk
        func rows(_ index: Int) -> Range<Int> {
            index * chunk..<min((index + 1) * chunk, height)
        }
        let completion = OrderedCompletion(count: count)
        unsafe withUnsafeTemporaryAllocation(of: Int16.self, capacity: height * row) { logits in
            // Those of some rows: nobody reads what another thread may still write.
            func memory(_ rows: Range<Int>) -> UnsafeMutableBufferPointer<Int16> {
                unsafe UnsafeMutableBufferPointer(
                    rebasing: logits[rows.lowerBound * row..<rows.upperBound * row])
            }
            ThreadTeam(threads: threads).work(ends: [count]) { _, part, _ in
                runHead(pass, seeing: inputs, rows(part)) { rows, values in
                    let target = unsafe memory(rows)
                    var span = unsafe target.mutableSpan
                    span.update(with: values)
                }
                completion.finish(part) { index in
                    let source = unsafe memory(rows(index))
                    code(
                        pass, rows(index), unsafe source.span, errors, signs, &symbols,
                        selection, with: &coder)
                }
            }
        }
    }

    /// Runs the probability head of a pass over its half of the positions of some rows.
    private func runHead(
        _ pass: CodingPass, seeing inputs: [Features], _ rows: Range<Int>,
        emit: (Range<Int>, Span<Int16>) -> Void
    ) {
        let head = networks.head(pass)
        let stride = head.inputChannels
        let columns = CheckerboardHalf.width(width)
        func moved(_ part: Range<Int>) -> Range<Int> {
            part.lowerBound + rows.lowerBound..<part.upperBound + rows.lowerBound
        }
        head.stream(height: rows.count, width: columns).run(
            fill: { part, buffer in
                // A row whose half is a column shorter ends with zeros.
                if width % 2 == 1 { buffer.update(repeating: 0) }
                for (index, row) in moved(part).enumerated() {
                    var place = index * columns * stride
                    let count = pass.half.count(ofRow: row, width: width)
                    for input in inputs {
                        input.copy(
                            count, ofRow: row, pass.half, to: &buffer, at: place, stride: stride)
                        place += input.channels
                    }
                }
            }, emit: { emit(moved($0), $1) })
    }

    /// Codes the symbols of some rows of a pass under the logits `[rows, columns, decisions ·
    /// subbands]`.
    private func code<Coder: DecisionCoder>(
        _ pass: CodingPass, _ rows: Range<Int>, _ logits: Span<Int16>,
        _ errors: NeighbourhoodErrors, _ signs: SignRegression,
        _ symbols: inout MutableSpan<Int16>, _ selection: some SymbolSelection,
        with coder: inout Coder
    ) {
        let stride = SymbolDecision.allCases.count * pass.subbands
        // All that the loops below look at.
        precondition(
            logits.count == rows.count * CheckerboardHalf.width(width) * stride
                && symbols.count == height * width * WaveletGeometry.subbands
                && rows.lowerBound >= 0 && rows.upperBound <= height
                && probabilities.count == WaveletNetworks.logits.count)
        // A local coder stays in registers.
        var local = coder
        unsafe logits.withUnsafeBufferPointer { logits in
            unsafe symbols.withUnsafeMutableBufferPointer { symbols in
                unsafe probabilities.withUnsafeBufferPointer { probabilities in
                    guard let logits = logits.baseAddress, let symbols = symbols.baseAddress,
                        let probabilities = probabilities.baseAddress
                    else { return }
                    unsafe code(
                        pass, rows, logits, errors, signs, symbols, probabilities, selection,
                        with: &local)
                }
            }
        }
        coder = local
    }

    /// The same, where the memory is known to hold what the rows need: checks of indices would take
    /// time in this loop.
    @inline(__always)
    private func code<Coder: DecisionCoder>(
        _ pass: CodingPass, _ rows: Range<Int>, _ logits: UnsafePointer<Int16>,
        _ errors: NeighbourhoodErrors, _ signs: SignRegression,
        _ symbols: UnsafeMutablePointer<Int16>, _ probabilities: UnsafePointer<UInt16>,
        _ selection: some SymbolSelection,
        with coder: inout Coder
    ) {
        let subbands = pass.subbands
        let stride = SymbolDecision.allCases.count * subbands
        let width = width
        let (codedHeight, codedWidth) = coded
        let floor = WaveletNetworks.logits.lowerBound
        let adaptations = unsafe adaptations.subband(pass.firstSubband)
        let table = SymbolChannels.logarithms
        let logarithms = table.span
        for (index, row) in rows.enumerated() {
            var logit = unsafe logits + index * CheckerboardHalf.width(width) * stride
            let start = pass.half.firstColumn(row)
            var signs = signs.begin(row: row, firstColumn: start)
            var (errors, sums) = unsafe errors.begin(row: row, firstColumn: start)
            for x in Swift.stride(from: start, to: width, by: 2) {
                let first = (row * width + x) * WaveletGeometry.subbands + pass.firstSubband
                let place = unsafe symbols + first
                // Errors of the subbands before, at this position.
                var here: Int32 = 0
                // What lies beyond the picture is 0.
                guard row < codedHeight, x < codedWidth else {
                    for subband in 0..<subbands { unsafe place[subband] = 0 }
                    continue
                }
                for subband in 0..<subbands {
                    // What the network is certain of takes no decision.
                    guard unsafe logit[subband] > floor else {
                        unsafe place[subband] = 0
                        unsafe errors[subband] = 0
                        continue
                    }
                    let estimate = unsafe SymbolProbabilities(
                        logits: logit + subband, stride: subbands,
                        adaptations: adaptations + subband * SymbolProbabilities.adaptedCount,
                        probabilities: probabilities,
                        neighbourhoodError: Int32(sums[subband]) + here, signs: signs,
                        subband: subband)
                    let given = unsafe selection.symbol(
                        at: first + subband, given: place[subband], estimate: estimate)
                    let (symbol, error) = coder.code(symbol: given, as: estimate)
                    let kept = NeighbourhoodErrors.kept(error)
                    unsafe place[subband] = Int16(truncatingIfNeeded: symbol)
                    if symbol != 0 {
                        let value = logarithms[Int(min(abs(symbol), 255))]
                        signs.set(subband, symbol < 0 ? 0 &- value : value)
                    }
                    unsafe errors[subband] = kept
                    here += Int32(kept)
                }
                unsafe logit += stride
                unsafe errors += subbands
                unsafe sums += subbands
                signs.advance()
            }
        }
    }
}
