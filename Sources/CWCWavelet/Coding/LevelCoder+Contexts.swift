import CWCNetwork

// What the networks of a level see of its symbols. Spec wavelet §5.2.

extension LevelCoder {
    /// Features of the next finer level, from this level's features, symbols and qualities.
    func features(
        ofFinerLevelBy network: IntegerNetwork, _ symbols: [Int16], _ qualities: LevelQualityMap
    ) -> Features {
        Features(
            of: network, height: features.height, width: features.width, threads: threads
        ) { rows, input in
            let width = features.width
            let stride = network.inputChannels
            for (index, row) in rows.enumerated() {
                let place = index * width * stride
                features.copy(width, ofRow: row, to: &input, at: place, stride: stride)
                write(
                    symbols, 0..<WaveletGeometry.subbands, row: row, to: &input,
                    at: place + features.channels, stride: stride)
                for x in 0..<width {
                    input[place + (x + 1) * stride - 1] = QualityMap.feature(
                        qualities[row * width + x])
                }
            }
        }
    }

    /// What symbols of some subbands tell about each position.
    func context(
        _ network: IntegerNetwork, of symbols: [Int16], _ subbands: Range<Int>
    ) -> Features {
        Features(
            of: network, height: features.height, width: features.width, threads: threads
        ) { rows, input in
            let stride = network.inputChannels
            for (index, row) in rows.enumerated() {
                write(
                    symbols, subbands, row: row, to: &input,
                    at: index * features.width * stride, stride: stride)
            }
        }
    }

    /// What the anchors' symbols of some subbands tell about the non-anchors.
    func context(
        _ network: CheckerboardNetwork, of symbols: [Int16], _ subbands: Range<Int>
    ) -> Features {
        let rowsOfCell = network.isFolded ? 2 : 1
        let height = features.height
        let width = (features.width + rowsOfCell - 1) / rowsOfCell
        return Features(
            of: network.network, folded: network.isFolded,
            height: (height + rowsOfCell - 1) / rowsOfCell, width: width, threads: threads
        ) { rows, input in
            // Non-anchors, and anchors beyond the picture, are zero.
            input.update(repeating: 0)
            let stride = network.network.inputChannels
            for (index, cells) in rows.enumerated() {
                let place = index * width * stride
                for row in cells * rowsOfCell..<min((cells + 1) * rowsOfCell, height) {
                    let column = CheckerboardHalf.anchors.firstColumn(row)
                    if network.isFolded {
                        write(
                            symbols, subbands, row: row, from: column, step: 2, to: &input,
                            at: place + (row & 1) * 2 * subbands.count, stride: stride)
                    } else {
                        write(
                            symbols, subbands, row: row, from: column, step: 2, to: &input,
                            at: place + column * stride, stride: 2 * stride)
                    }
                }
            }
        }
    }

    /// Writes symbols of a row, from a column on, as networks see them: signed logarithms of all
    /// subbands, then their magnitudes. A position's stand `stride` after those of the one before,
    /// those of the first at `first`.
    private func write(
        _ symbols: [Int16], _ subbands: Range<Int>, row: Int, from column: Int = 0, step: Int = 1,
        to target: inout MutableSpan<Int16>, at first: Int, stride: Int
    ) {
        let (width, count) = (features.width, WaveletGeometry.subbands)
        let positions = (width - column + step - 1) / step
        guard positions > 0 else { return }
        // All that the loops below read and write.
        precondition(
            row >= 0 && column >= 0 && (row + 1) * width * count <= symbols.count
                && subbands.clamped(to: 0..<count) == subbands && first >= 0
                && first + (positions - 1) * stride + 2 * subbands.count <= target.count)
        let logarithms = SymbolChannels.logarithms
        let (symbols, table) = (symbols.span, logarithms.span)
        precondition(table.count == 256)
        for (index, subband) in subbands.enumerated() {
            var place = first + index
            var source = (row * width + column) * count + subband
            for _ in 0..<positions {
                let (signed, magnitude) = SymbolChannels.values(
                    unsafe symbols[unchecked: source], table)
                unsafe target[unchecked: place] = signed
                unsafe target[unchecked: place &+ subbands.count] = magnitude
                place &+= stride
                source &+= step &* count
            }
        }
    }
}
