import CWCNetwork

// What the networks of a level see of its symbols. Spec wavelet §5.2.

extension LevelCoder {
    /// Features of the next finer level, from this level's features, symbols and qualities.
    func features(
        ofFinerLevelBy network: IntegerNetwork, _ symbols: [Int16], _ qualities: LevelQualityMap
    ) -> Features {
        Features(
            of: network, height: features.height, width: features.width, threads: threads
        ) { rows, buffer in
            guard let start = buffer.baseAddress else { return }
            let width = features.width
            let stride = network.inputChannels
            for (index, row) in rows.enumerated() {
                let target = start + index * width * stride
                features.copy(width, ofRow: row, to: target, first: 0, stride: stride)
                write(
                    symbols, 0..<WaveletGeometry.subbands, row: row,
                    to: target + features.channels, stride: stride)
                for x in 0..<width {
                    target[(x + 1) * stride - 1] = QualityMap.feature(qualities[row * width + x])
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
        ) { rows, buffer in
            guard let start = buffer.baseAddress else { return }
            let stride = network.inputChannels
            for (index, row) in rows.enumerated() {
                write(
                    symbols, subbands, row: row, to: start + index * features.width * stride,
                    stride: stride)
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
        ) { rows, buffer in
            // Non-anchors, and anchors beyond the picture, are zero.
            buffer.update(repeating: 0)
            guard let start = buffer.baseAddress else { return }
            let stride = network.network.inputChannels
            for (index, cells) in rows.enumerated() {
                let target = start + index * width * stride
                for row in cells * rowsOfCell..<min((cells + 1) * rowsOfCell, height) {
                    let column = CheckerboardHalf.anchors.firstColumn(row)
                    if network.isFolded {
                        write(
                            symbols, subbands, row: row, from: column, step: 2,
                            to: target + (row & 1) * 2 * subbands.count, stride: stride)
                    } else {
                        write(
                            symbols, subbands, row: row, from: column, step: 2,
                            to: target + column * stride, stride: 2 * stride)
                    }
                }
            }
        }
    }

    /// Writes symbols of a row, from a column on, as networks see them: signed logarithms of all
    /// subbands, then their magnitudes. A position's stand `stride` after those of the one before.
    private func write(
        _ symbols: [Int16], _ subbands: Range<Int>, row: Int, from column: Int = 0, step: Int = 1,
        to target: UnsafeMutablePointer<Int16>, stride: Int
    ) {
        let (width, count) = (features.width, WaveletGeometry.subbands)
        symbols.withUnsafeBufferPointer { symbols in
            SymbolChannels.logarithms.withUnsafeBufferPointer { table in
                guard let symbols = symbols.baseAddress, let table = table.baseAddress else {
                    return
                }
                for (index, subband) in subbands.enumerated() {
                    var place = target + index
                    var source = symbols + (row * width + column) * count + subband
                    for _ in Swift.stride(from: column, to: width, by: step) {
                        let value = SymbolChannels.value(source.pointee, table)
                        place[0] = value
                        place[subbands.count] = abs(value)
                        place += stride
                        source += step * count
                    }
                }
            }
        }
    }
}
