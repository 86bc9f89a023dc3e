import CWCImage
import CWCTestSupport
import Testing

@testable import CWCWavelet

/// The transform of a part of a picture that has changed is that of the whole picture.
@Suite struct ChangedTransformTests {
    @Test(arguments: 0..<12) func sameAsTheWhole(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let levels = Int.random(in: 2...6, using: &random)
        let unit = 1 << levels
        let geometry = WaveletGeometry(
            imageWidth: unit * Int.random(in: 1...(320 / unit), using: &random),
            imageHeight: unit * Int.random(in: 1...(320 / unit), using: &random), levels: levels)
        let before = (0..<geometry.height * geometry.width * 3).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        // A tile, and a change that reaches a little further, if there is room.
        func units(_ size: Int) -> Range<Int> {
            let first = Int.random(in: 0..<size / unit, using: &random)
            return unit * first..<unit * Int.random(in: first + 1...size / unit, using: &random)
        }
        let (rows, columns) = (units(geometry.height), units(geometry.width))
        let tile = WaveletTile(
            row: rows.lowerBound, column: columns.lowerBound,
            geometry: WaveletGeometry(
                imageWidth: columns.count, imageHeight: rows.count, levels: levels))
        let changed = tile.rect(0).enlarged(
            by: Int.random(in: 0...9, using: &random), height: geometry.height,
            width: geometry.width)
        var after = before.map { (Int32($0) - 128) << 4 }
        for row in changed.rows {
            for column in changed.columns {
                for channel in 0..<3 {
                    after[3 * (row * geometry.width + column) + channel] += Int32.random(
                        in: -3000...3000, using: &random)
                }
            }
        }

        let whole = WaveletPyramid(
            width: geometry.width, height: geometry.height, levels: levels
        ) { after[$0] }
        var passed: [WaveletPlane] = []
        _ = WaveletPyramid(
            samples: before, SampleScale(.eight), width: geometry.width, height: geometry.height,
            levels: levels,
            by: Lifting.plain
        ) { passed.append($0) }
        let transform = ChangedTransform(geometry, passed: passed, by: Lifting.plain)
        let window = transform.window(changed)
        let found = transform.coefficients(of: tile, changed: changed) { row, target in
            let first =
                3 * ((window.rows.lowerBound + row) * geometry.width)
                + 3 * window.columns.lowerBound
            for index in target.indices { target[index] = after[first + index] }
        }
        #expect(found == whole.part(tile, of: geometry))
    }

    /// What is outside a rectangle, and nothing twice.
    @Test(arguments: 0..<50) func subtraction(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        func range() -> Range<Int> {
            let first = Int.random(in: 0...6, using: &random)
            return first..<Int.random(in: first + 1...8, using: &random)
        }
        let rect = SubbandRect(rows: range(), columns: range())
        let other = SubbandRect(rows: range(), columns: range())
        func positions(_ rect: SubbandRect) -> [Int] {
            rect.rows.flatMap { row in rect.columns.map { 8 * row + $0 } }
        }
        let left = Set(positions(rect)).subtracting(positions(other))
        #expect(rect.subtracting(other).flatMap(positions).sorted() == left.sorted())
        #expect(rect.subtracting(nil) == [rect])
    }
}
