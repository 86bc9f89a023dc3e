import CWCSeed
import CWCTestSupport
import Testing

@testable import CWCTraining

@Suite struct ContextTrainingTests {
    /// Pictures of three planes: the first follows its left neighbour, the second the first one row
    /// down, the third nothing. A tenth of the bits are noise.
    private func pictures(_ count: Int, using random: inout SeededRandom) -> [CodedPicture] {
        (0..<count).map { _ in
            let geometry = CodeGeometry(width: 24, height: 20, planes: 3, levels: 1)
            var bits = [UInt8](repeating: 0, count: geometry.positions * 3)
            func noise() -> UInt8 { UInt8.random(in: 0..<10, using: &random) == 0 ? 1 : 0 }
            for position in 0..<geometry.positions {
                let left = position % 24 > 0 ? bits[3 * (position - 1)] : 0
                bits[3 * position] = left ^ noise()
            }
            for position in 0..<geometry.positions {
                let below = position < 19 * 24 ? bits[3 * (position + 24)] : 0
                bits[3 * position + 1] = below ^ noise()
                bits[3 * position + 2] = .random(in: 0...1, using: &random)
            }
            let map = SeedImportanceMap(
                geometry: geometry, levels: [UInt8](repeating: 0, count: geometry.positions))
            return CodedPicture(map: map, codes: CodeTensor(bits: bits, keptBy: map))
        }
    }

    @Test func informativeContextsAreFound() throws {
        var random = SeededRandom()
        let contexts = ContextTraining(
            pictures(12, using: &random), mostNeighbours: 1
        ).contexts()
        #expect(contexts.planes[0].neighbours.first == .init(columns: -1))
        #expect(contexts.planes[1].neighbours.first == .init(planesBefore: 1, rows: 1))
        // A 1 after a 0 is noise, one time in ten; after a 1 it is the rule.
        let first = contexts.planes[0].probabilities
        #expect((5500...7600).contains(first[0]) && (58000...60000).contains(first[1]))
        #expect(contexts.planes[2].probabilities.allSatisfy { (30000...35500).contains($0) })
    }

    @Test func otherPicturesGetSmaller() {
        var random = SeededRandom()
        let learned = ContextTraining(pictures(12, using: &random)).contexts()
        let others = pictures(4, using: &random)
        let best = ContextMeasure.withBestStart(learned, on: others)
        let plain = ContextMeasure.byteCount(others)
        #expect(ContextMeasure.byteCount(others, contexts: best) < plain * 9 / 10)
        #expect(best.planes == learned.planes)
        for seen in 0...ContextModel.mostSeen {
            let other = ContextModel(planes: learned.planes, seen: seen)
            #expect(
                ContextMeasure.byteCount(others, contexts: best)
                    <= ContextMeasure.byteCount(others, contexts: other))
        }
    }

    @Test func bitsThatAreNotKeptAreNotCounted() {
        let geometry = CodeGeometry(width: 2, height: 1, planes: 2, levels: 2)
        let map = SeedImportanceMap(geometry: geometry, levels: [0, 1])
        let picture = CodedPicture(
            map: map, codes: CodeTensor(bits: [1, 1, 0, 1], keptBy: map))
        let contexts = ContextTraining([picture], mostNeighbours: 0).contexts(seen: 2)
        // One 1 and one 0 in plane 0; in plane 1 a single bit, a 1.
        #expect(contexts.planes.map(\.probabilities) == [[32768], [49152]])
        #expect(contexts.seen == 2)
    }
}
