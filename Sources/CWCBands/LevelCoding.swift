import CWCBitstream
import CWCNetwork
import CWCWavelet

/// Codes the detail bands of one level: four passes, each one run of a network over half of the
/// positions, whose decisions do not depend on each other. Spec cwc §7.4.3, §7.4.4.
struct LevelCoding {
    let networks: WaveletNetworks.Level
    /// The probability of yes for each output −128…127 of a head.
    let probabilities: [UInt16]
    /// What coarser levels tell about each position.
    let features: Features
    let threads: Int
    /// What the level's decisions so far have taught about the next.
    private let corrections = LevelCorrections()

    init(
        networks: WaveletNetworks.Level, probabilities: [UInt16], features: Features, threads: Int
    ) {
        self.networks = networks
        self.probabilities = probabilities
        self.features = features
        self.threads = threads
    }

    private var height: Int { features.height }
    private var width: Int { features.width }

    /// Codes `[h, w, 9]` symbols, which `choice` may change before they are coded.
    func code<Coder: DecisionCoder>(
        _ symbols: inout [Int16], chosenBy choice: some SymbolChoice, with coder: inout Coder
    ) throws(Coder.Failure) {
        try code(.lightnessAnchors, seeing: [features], &symbols, choice, with: &coder)
        let beside = context(networks.lightnessBeside, of: symbols, bands: 0..<3)
        try code(.lightnessOthers, seeing: [features, beside], &symbols, choice, with: &coder)
        let below = context(networks.colourContext, of: symbols, bands: 0..<3)
        try code(.colourAnchors, seeing: [features, below], &symbols, choice, with: &coder)
        let besideColour = context(networks.colourBeside, of: symbols, bands: 3..<9)
        try code(
            .colourOthers, seeing: [features, below, besideColour], &symbols, choice, with: &coder)
    }

    /// Features of the next finer level.
    func refined(
        by network: IntegerNetwork, _ symbols: [Int16], _ qualities: LevelQualities
    ) -> Features {
        Features(of: network, height: height, width: width, threads: threads) { rows, buffer in
            guard let start = buffer.baseAddress else { return }
            let stride = network.inputChannels
            for (index, row) in rows.enumerated() {
                let target = start + index * width * stride
                features.copy(width, ofRow: row, to: target, first: 0, stride: stride)
                write(
                    symbols, bands: 0..<9, row: row, to: target + features.channels,
                    stride: stride)
                for x in 0..<width {
                    target[(x + 1) * stride - 1] = QualityField.feature(
                        qualities[row * width + x])
                }
            }
        }
    }

    /// What symbols of some bands tell about each position.
    private func context(
        _ network: IntegerNetwork, of symbols: [Int16], bands: Range<Int>
    ) -> Features {
        Features(of: network, height: height, width: width, threads: threads) { rows, buffer in
            guard let start = buffer.baseAddress else { return }
            let stride = network.inputChannels
            for (index, row) in rows.enumerated() {
                write(
                    symbols, bands: bands, row: row, to: start + index * width * stride,
                    stride: stride)
            }
        }
    }

    /// What the anchors' symbols of some bands tell about the others.
    private func context(
        _ network: CheckerboardNetwork, of symbols: [Int16], bands: Range<Int>
    ) -> Features {
        let rowsOfCell = network.isFolded ? 2 : 1
        let width = (width + rowsOfCell - 1) / rowsOfCell
        return Features(
            of: network.network, folded: network.isFolded,
            height: (height + rowsOfCell - 1) / rowsOfCell, width: width, threads: threads
        ) { rows, buffer in
            // Others, and anchors beyond the picture, are zero.
            buffer.update(repeating: 0)
            guard let start = buffer.baseAddress else { return }
            let stride = network.network.inputChannels
            for (index, cells) in rows.enumerated() {
                let target = start + index * width * stride
                for row in cells * rowsOfCell..<min((cells + 1) * rowsOfCell, height) {
                    let column = Half.anchors.firstColumn(row)
                    if network.isFolded {
                        write(
                            symbols, bands: bands, row: row, from: column, step: 2,
                            to: target + (row & 1) * 2 * bands.count, stride: stride)
                    } else {
                        write(
                            symbols, bands: bands, row: row, from: column, step: 2,
                            to: target + column * stride, stride: 2 * stride)
                    }
                }
            }
        }
    }

    /// Writes symbols of a row, from a column on, as networks see them: signed logarithms of all
    /// bands, then their magnitudes. A position's stand `stride` after those of the one before.
    private func write(
        _ symbols: [Int16], bands: Range<Int>, row: Int, from column: Int = 0, step: Int = 1,
        to target: UnsafeMutablePointer<Int16>, stride: Int
    ) {
        symbols.withUnsafeBufferPointer { symbols in
            SymbolChannels.logarithms.withUnsafeBufferPointer { table in
                guard let symbols = symbols.baseAddress, let table = table.baseAddress else {
                    return
                }
                for (index, band) in bands.enumerated() {
                    var place = target + index
                    var source = symbols + (row * width + column) * BandGeometry.bands + band
                    for _ in Swift.stride(from: column, to: width, by: step) {
                        let value = SymbolChannels.value(source.pointee, table)
                        place[0] = value
                        place[bands.count] = abs(value)
                        place += stride
                        source += step * BandGeometry.bands
                    }
                }
            }
        }
    }

    /// Codes one pass.
    private func code<Coder: DecisionCoder>(
        _ pass: CodingPass, seeing parts: [Features], _ symbols: inout [Int16],
        _ choice: some SymbolChoice, with coder: inout Coder
    ) throws(Coder.Failure) {
        let errors = NearbyErrors(columns: Half.width(width), bands: pass.bands)
        symbols.withUnsafeMutableBufferPointer { symbols in
            if threads == 1 {
                runHead(pass, seeing: parts, 0..<height) { rows, logits in
                    code(pass, rows, logits, errors, &symbols, choice, with: &coder)
                }
            } else {
                codeTogether(pass, seeing: parts, errors, &symbols, choice, with: &coder)
            }
        }
        try coder.check()
    }

    /// Codes one pass on several threads. Heads look at one position each and at nothing that their
    /// own pass codes, so each thread runs them over rows of its own; whoever is done with some codes
    /// what can be coded next.
    private func codeTogether<Coder: DecisionCoder>(
        _ pass: CodingPass, seeing parts: [Features], _ errors: NearbyErrors,
        _ symbols: inout UnsafeMutableBufferPointer<Int16>, _ choice: some SymbolChoice,
        with coder: inout Coder
    ) {
        let row = Half.width(width) * networks.head(pass).outputChannels
        let chunk = 16
        let count = (height + chunk - 1) / chunk
        func rows(_ index: Int) -> Range<Int> {
            index * chunk..<min((index + 1) * chunk, height)
        }
        let relay = Relay(count: count)
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: height * row) { logits in
            Crew(threads: threads).work(ends: [count]) { _, part, _ in
                runHead(pass, seeing: parts, rows(part)) { rows, values in
                    _ = UnsafeMutableBufferPointer(rebasing: logits[(rows.lowerBound * row)...])
                        .update(fromContentsOf: values)
                }
                relay.finish(part) { index in
                    let rows = rows(index)
                    code(
                        pass, rows,
                        UnsafeBufferPointer(
                            rebasing: logits[rows.lowerBound * row..<rows.upperBound * row]),
                        errors, &symbols, choice, with: &coder)
                }
            }
        }
    }

    /// Runs the head of a pass over its half of the positions of some rows.
    private func runHead(
        _ pass: CodingPass, seeing parts: [Features], _ rows: Range<Int>,
        emit: (Range<Int>, UnsafeBufferPointer<Int16>) -> Void
    ) {
        let head = networks.head(pass)
        let stride = head.inputChannels
        let columns = Half.width(width)
        func moved(_ part: Range<Int>) -> Range<Int> {
            part.lowerBound + rows.lowerBound..<part.upperBound + rows.lowerBound
        }
        head.stream(height: rows.count, width: columns).run(
            fill: { part, buffer in
                // A row whose half is a column shorter ends with zeros.
                if width % 2 == 1 { buffer.update(repeating: 0) }
                guard let start = buffer.baseAddress else { return }
                for (index, row) in moved(part).enumerated() {
                    var first = 0
                    let count = pass.half.count(ofRow: row, width: width)
                    for part in parts {
                        part.copy(
                            count, ofRow: row, pass.half, to: start + index * columns * stride,
                            first: first, stride: stride)
                        first += part.channels
                    }
                }
            }, emit: { emit(moved($0), $1) })
    }

    /// Codes the symbols of some rows of a pass under the logits `[rows, columns, decisions ·
    /// bands]`.
    private func code<Coder: DecisionCoder>(
        _ pass: CodingPass, _ rows: Range<Int>, _ logits: UnsafeBufferPointer<Int16>,
        _ errors: NearbyErrors, _ symbols: inout UnsafeMutableBufferPointer<Int16>,
        _ choice: some SymbolChoice,
        with coder: inout Coder
    ) {
        let bands = pass.bands
        let columns = Half.width(width)
        let stride = SymbolDecision.allCases.count * bands
        let width = width
        guard let logits = logits.baseAddress, let symbols = symbols.baseAddress else { return }
        // A local coder stays in registers.
        var local = coder
        probabilities.withUnsafeBufferPointer { probabilities in
            guard let probabilities = probabilities.baseAddress else { return }
            let corrections = corrections.band(pass.firstBand)
            for (index, row) in rows.enumerated() {
                var logit = logits + index * columns * stride
                var (errors, sums) = errors.begin(
                    row: row, firstColumn: pass.half.firstColumn(row))
                for x in Swift.stride(from: pass.half.firstColumn(row), to: width, by: 2) {
                    let first = (row * width + x) * BandGeometry.bands + pass.firstBand
                    let place = symbols + first
                    // Errors of the bands before, at this position.
                    var here: Int32 = 0
                    for band in 0..<bands {
                        let forecast = SymbolForecast(
                            logits: logit + band, stride: bands,
                            corrections: corrections + band * SymbolForecast.correctedCount,
                            probabilities: probabilities, nearby: Int32(sums[band]) + here)
                        let given = choice.symbol(
                            at: first + band, given: place[band], forecast: forecast)
                        let (symbol, error) = local.code(symbol: given, as: forecast)
                        place[band] = Int16(truncatingIfNeeded: symbol)
                        errors[band] = NearbyErrors.kept(error)
                        here += Int32(errors[band])
                    }
                    logit += stride
                    errors += bands
                    sums += bands
                }
            }
        }
        coder = local
    }
}
