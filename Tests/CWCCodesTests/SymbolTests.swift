import CWCBitstream
import CWCTestSupport
import Foundation
import Testing

@testable import CWCCodes

/// Small integers in gated slices, under a made-up model of the kind that family 2 will have.
@Suite struct SymbolTests {
    /// Rows for scales of 2^(row / 2 − 3): probabilities of the flags of a Laplace distribution.
    private static let table = SymbolTable(
        rows: (0..<16).map { row in
            let scale = pow(2, Double(row) / 2 - 3)
            func above(_ magnitude: Double) -> Double { exp(-(magnitude + 0.5) / scale) }
            let flags = [above(0), 0.5, above(1) / above(0), above(2) / above(1)]
            return flags.map { UInt16(min(max($0 * 65536, 32), 65504)) }
        })

    @Test func everySymbolSurvives() throws {
        let values: [Int16] =
            Array(-300...300) + [.min, .min + 1, -16386, -16385, 16385, 16386, .max]
        let tensor = SymbolTensor(
            height: 1, width: 1, channels: values.count, values: values)
        let passes = SymbolPass.all(slices: [values.count])
        func rows(_ pass: SymbolPass, _: SymbolTensor) -> [UInt16] {
            pass.channels.map { UInt16($0 % 16) }
        }
        let bytes = tensor.payload(
            kept: [values.count], passes: passes, table: Self.table, rows: rows)
        var read = SymbolTensor(zeros: 1, 1, values.count)
        try read.read(
            bytes, kept: [values.count], passes: passes, table: Self.table, rows: rows)
        #expect(read == tensor)
    }

    /// A model that looks at the passes before: the scale grows with the neighbours' magnitudes.
    private struct Model {
        let height = 9
        let width = 7
        let slices = [2, 3, 4]

        /// Called once for each pass, with nothing in view that a decoder does not know.
        func rows(_ pass: SymbolPass, _ known: SymbolTensor) -> [UInt16] {
            (0..<height * width).flatMap { position in
                pass.channels.map { channel in
                    let (x, y) = (position % width, position / width)
                    let near = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)].filter {
                        (0..<width).contains($0.0) && (0..<height).contains($0.1)
                    }
                    let sum = near.reduce(0) { sum, place in
                        let index = (place.1 * width + place.0) * known.channels + channel
                        return sum + Int(known.values[index].magnitude)
                    }
                    return UInt16(min(4 + sum, 15))
                }
            }
        }
    }

    @Test func slicesAreGatedAndPassesSeeWhatIsKnown() throws {
        var random = SeededRandom()
        let model = Model()
        let passes = SymbolPass.all(slices: model.slices)
        #expect(passes.map(\.channels) == [0..<2, 0..<2, 2..<5, 2..<5, 5..<9, 5..<9])
        let kept = (0..<63).map { _ in [0, 2, 3, 5, 9].randomElement(using: &random) ?? 0 }
        var tensor = SymbolTensor(
            height: 9, width: 7, channels: 9,
            values: (0..<63 * 9).map { index in
                index % 9 < kept[index / 9] ? Int16.random(in: -4...4, using: &random) : 0
            })
        let bytes = tensor.payload(
            kept: kept, passes: passes, table: Self.table, rows: model.rows)
        var calls: [SymbolPass] = []
        var read = SymbolTensor(zeros: 9, 7, 9)
        try read.read(bytes, kept: kept, passes: passes, table: Self.table) { pass, known in
            calls.append(pass)
            return model.rows(pass, known)
        }
        #expect(read == tensor, "seed \(random.seed)")
        #expect(calls == passes)

        // What is not kept is not sent, whatever it is.
        for index in tensor.values.indices where index % 9 >= kept[index / 9] {
            tensor.values[index] = 1000
        }
        #expect(
            tensor.payload(kept: kept, passes: passes, table: Self.table, rows: model.rows)
                == bytes)
    }

    /// Symbols drawn from the table's own distributions take the bits that they should.
    @Test func flagsWasteNextToNothing() {
        var random = SeededRandom()
        let count = 20_000
        var information = 0.0
        let values = (0..<count).map { index -> Int16 in
            func flag(_ flag: SymbolTable.Flag) -> Bool {
                let p = Double(Self.table.probability(row: UInt16(index % 12), flag: flag)) / 65536
                let isSet = Double.random(in: 0..<1, using: &random) < p
                information -= log2(isSet ? p : 1 - p)
                return isSet
            }
            guard flag(.notZero) else { return 0 }
            let sign: Int16 = flag(.negative) ? -1 : 1
            guard flag(.aboveOne) else { return sign }
            guard flag(.aboveTwo) else { return 2 * sign }
            information += 1
            return 3 * sign
        }
        let tensor = SymbolTensor(height: 1, width: 1, channels: count, values: values)
        let bytes = tensor.payload(
            kept: [count], passes: SymbolPass.all(slices: [count]), table: Self.table
        ) { pass, _ in pass.channels.map { UInt16($0 % 12) } }
        #expect(Double(8 * bytes.count) < 1.001 * information + 16)
    }

    @Test func randomPayloadsDoNoHarm() {
        var random = SeededRandom()
        let model = Model()
        let kept = [Int](repeating: 9, count: 63)
        let passes = SymbolPass.all(slices: model.slices)
        var refused = 0
        for count in 0..<40 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            var read = SymbolTensor(zeros: 9, 7, 9)
            do throws(BitstreamError) {
                try read.read(
                    bytes, kept: kept, passes: passes, table: Self.table, rows: model.rows)
            } catch { refused += 1 }
        }
        #expect(refused > 30)
    }
}
