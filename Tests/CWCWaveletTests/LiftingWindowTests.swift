import CWCTestSupport
import Testing

@testable import CWCWavelet

/// Lifting by a window that moves down a picture is lifting of the whole picture.
@Suite struct LiftingWindowTests {
    private func planes(
        _ width: Int, _ height: Int, using random: inout SeededRandom
    ) -> [WaveletPlane] {
        (0..<WaveletGeometry.components).map { _ in
            WaveletPlane(
                width: width, height: height,
                samples: (0..<width * height).map { _ in
                    Int32.random(in: -70000...70000, using: &random)
                })
        }
    }

    /// Sizes of turns: as many pairs as there are at most, some fewer, and the last what is left.
    private func turns(
        of pairs: Range<Int>, atMost turn: Int, using random: inout SeededRandom
    ) -> [Int] {
        var turns: [Int] = []
        var left = pairs.count
        while left > 0 {
            let count =
                Bool.random(using: &random) ? turn : Int.random(in: 1...turn, using: &random)
            turns.append(min(left, count))
            left -= turns.last ?? 0
        }
        return turns
    }

    /// Some columns, then the others: no column depends on another.
    private func lift(_ window: LiftingWindow, using random: inout SeededRandom) {
        let border = Int.random(in: 0...2 * window.width, using: &random)
        for component in 0..<WaveletGeometry.components {
            for columns in [0..<border, border..<2 * window.width] where !columns.isEmpty {
                window.lift(component, columns)
            }
        }
    }

    @Test(arguments: 0..<60) func joins(round: Int) throws {
        var random = SeededRandom(seed: UInt64(900 + round))
        let width = Int.random(in: 1...(round % 5 == 0 ? 150 : 9), using: &random)
        let height = Int.random(in: 1...(round % 3 == 0 ? 3 : 25), using: &random)
        let first = Int.random(in: 0...40, using: &random)
        let turn = Int.random(in: 1...8, using: &random)
        let wholes = planes(2 * width, 2 * height, using: &random)
        let splits = wholes.map { SubbandSplit(splitting: $0) }
        let window = LiftingWindow(
            pairs: first..<first + height, width: width, turn: turn, undo: true,
            by: Lifting.plain)
        var rows = 0
        for count in turns(of: window.allPairs, atMost: turn, using: &random) {
            let done = window.done
            for pair in window.append(count) {
                for (component, split) in splits.enumerated() {
                    for (subband, plane) in ([split.ll] + split.details).enumerated() {
                        let target = unsafe window.samples(2 * pair + subband >> 1, component)
                        for x in 0..<width {
                            unsafe target[(subband & 1) * width + x] =
                                plane.samples[(pair - first) * width + x]
                        }
                    }
                }
            }
            lift(window, using: &random)
            for row in 2 * done..<2 * window.done {
                for (component, whole) in wholes.enumerated() {
                    window.joinRow(row, component)
                    let line = (row - 2 * first) * 2 * width
                    #expect(
                        unsafe Array(window.samples(row, component))
                            == Array(whole.samples[line..<line + 2 * width]),
                        "row \(row)")
                }
                rows += 1
            }
        }
        #expect(rows == 2 * height)
    }

    @Test(arguments: 0..<60) func splits(round: Int) throws {
        var random = SeededRandom(seed: UInt64(1900 + round))
        let width = Int.random(in: 1...(round % 5 == 0 ? 150 : 9), using: &random)
        let height = Int.random(in: 1...(round % 3 == 0 ? 3 : 25), using: &random)
        let first = Int.random(in: 0...40, using: &random)
        let turn = Int.random(in: 1...8, using: &random)
        let wholes = planes(2 * width, 2 * height, using: &random)
        let splits = wholes.map { SubbandSplit(splitting: $0) }
        let window = LiftingWindow(
            pairs: first..<first + height, width: width, turn: turn, undo: false,
            by: Lifting.plain)
        var pairs = 0
        for count in turns(of: window.allPairs, atMost: turn, using: &random) {
            let done = window.done
            for pair in window.append(count) {
                for row in 2 * pair..<2 * pair + 2 {
                    for (component, whole) in wholes.enumerated() {
                        let line = (row - 2 * first) * 2 * width
                        _ = unsafe window.samples(row, component).update(
                            fromContentsOf: whole.samples[line..<line + 2 * width])
                        window.splitRow(row, component)
                    }
                }
            }
            lift(window, using: &random)
            for pair in done..<window.done {
                for (component, split) in splits.enumerated() {
                    for (subband, plane) in ([split.ll] + split.details).enumerated() {
                        let source = unsafe window.samples(2 * pair + subband >> 1, component)
                        let half = (subband & 1) * width
                        #expect(
                            unsafe Array(source[half..<half + width])
                                == Array(
                                    plane.samples[
                                        (pair - first) * width..<(pair - first + 1) * width]),
                            "pair \(pair), subband \(subband)")
                    }
                }
                pairs += 1
            }
        }
        #expect(pairs == height)
    }
}
