import CWCContainer
import CWCTestSupport
import Testing

@testable import CWCBitstream
@testable import CWCSeed

/// The range form against the words of the specification, worked out a second time.
@Suite struct RangeTests {
    /// The rows of the table in Spec cwc §7.3.2.
    @Test func countersLearnAsSpecified() {
        var counter = Counter(32768, seen: 0)
        var probabilities: [UInt32] = []
        for bit in [1, 1, 0, 1, 1] as [UInt8] {
            counter.learn(bit)
            probabilities.append(counter.probability)
        }
        #expect(probabilities == [49151, 53247, 46592, 47775, 48607])
    }

    @Test func countersStayWithinTheirBounds() {
        for bit in [0, 1] as [UInt8] {
            var counter = Counter(32768, seen: 7)
            for _ in 0..<5_000 { counter.learn(bit) }
            #expect(RangeCoder.counted.contains(counter.probability))
            #expect(bit == 1 ? counter.probability > 65400 : counter.probability < 136)
        }
    }

    /// The counter of the specification, in its own words.
    private struct PlainCounter {
        var fast = 32768
        var slow = 32768
        var seen = 0

        mutating func code(_ bit: Int, _ coder: inout RangeEncoder) {
            let p = min(max((fast + slow) >> 1, 32), 65504)
            _ = coder.code(UInt8(bit), probability: UInt32(p))
            let s = min(seen + 1, 7)
            let f = min(s, 4)
            fast += bit == 1 ? (65535 - fast) >> f : -(fast >> f)
            slow += bit == 1 ? (65535 - slow) >> s : -(slow >> s)
            seen = s
        }
    }

    @Test(arguments: [1, 2, 3, 5, 16, 100])
    func levelsAreCodedAsSpecified(levels: Int) {
        var random = SeededRandom()
        let geometry = CodeGeometry(width: 7, height: 5, planes: levels, levels: levels)
        let map = randomMap(geometry, using: &random)
        func level(_ x: Int, _ y: Int) -> Int? {
            x < 0 || y < 0 || x >= 7 ? nil : Int(map.levels[7 * y + x])
        }
        let starts = [2048, 20000, 45536, 63488]
        var depth = 0
        while 1 << depth < levels { depth += 1 }
        var counters: [[Int]: PlainCounter] = [:]
        var encoder = RangeEncoder()
        for y in 0..<5 {
            for x in 0..<7 {
                var low = 0
                let a = level(x - 1, y) ?? level(x, y - 1) ?? 0
                let b = level(x, y - 1) ?? a
                let c = level(x + 1, y - 1) ?? b
                for d in (0..<depth).reversed() where low + 1 << d < levels {
                    let middle = low + 1 << d
                    let count = [a, b, c].count { $0 >= middle }
                    let bit = Int(map.levels[7 * y + x]) >= middle ? 1 : 0
                    let start = PlainCounter(fast: starts[count], slow: starts[count], seen: 2)
                    counters[[middle, count], default: start].code(bit, &encoder)
                    if bit == 1 { low = middle }
                }
            }
        }
        #expect(map.payload(.range) == encoder.finish(), "seed \(random.seed)")
    }

    @Test func codesAreCodedAsSpecified() throws {
        var random = SeededRandom()
        let geometry = CodeGeometry(width: 6, height: 5, planes: 8, levels: 4)
        let map = randomMap(geometry, using: &random)
        let codes = randomCodes(map, using: &random)
        func bit(_ x: Int, _ y: Int, _ plane: Int) -> Int {
            (0..<6).contains(x) && (0..<5).contains(y)
                ? Int(codes.bits[8 * (6 * y + x) + plane]) : 0
        }
        var counters: [[Int]: PlainCounter] = [:]
        var encoder = RangeEncoder()
        for plane in 0..<8 {
            for y in 0..<5 {
                for x in 0..<6 where plane < 2 * (Int(map.levels[6 * y + x]) + 1) {
                    var context = [plane, bit(x - 1, y, plane), bit(x, y - 1, plane)]
                    if plane >= 1 { context.append(bit(x, y, plane - 1)) }
                    if plane >= 2 { context.append(bit(x, y, plane - 2)) }
                    counters[context, default: PlainCounter()].code(bit(x, y, plane), &encoder)
                }
            }
        }
        let bytes = encoder.finish()
        #expect(codes.payload(.range, keptBy: map) == bytes, "seed \(random.seed)")
        #expect(try CodeTensor(parsing: bytes[...], form: .range, keptBy: map) == codes)
    }

    /// Contexts of any shape, on both sides.
    @Test func codesSurviveUnderAnyContexts() throws {
        var random = SeededRandom()
        for _ in 0..<20 {
            let geometry = CodeGeometry(width: 5, height: 4, planes: 6, levels: 3)
            let map = randomMap(geometry, using: &random)
            let codes = randomCodes(map, using: &random)
            let contexts = randomContexts(planes: 6, using: &random)
            let bytes = codes.payload(.range, keptBy: map, contexts: contexts)
            let read = try CodeTensor(
                parsing: bytes[...], form: .range, keptBy: map, contexts: contexts)
            #expect(read == codes, "seed \(random.seed)")
        }
    }

    private func randomContexts(
        planes: Int, using random: inout SeededRandom
    ) -> ContextModel {
        ContextModel(
            planes: (0..<planes).map { plane in
                var neighbours: [ContextModel.Neighbour] = []
                while neighbours.count < plane {
                    let neighbour = ContextModel.Neighbour(
                        planesBefore: .random(in: 0...planes, using: &random),
                        rows: .random(in: -3...3, using: &random),
                        columns: .random(in: -3...3, using: &random))
                    if neighbour.isLegal(plane: plane) { neighbours.append(neighbour) }
                }
                return ContextModel.Plane(
                    neighbours: neighbours,
                    probabilities: (0..<1 << neighbours.count).map { _ in
                        .random(in: 32...65504, using: &random)
                    })
            }, seen: .random(in: 0...7, using: &random))
    }

    /// Bits that follow their neighbours: the point of contexts.
    @Test func neighboursHelp() {
        let geometry = CodeGeometry(width: 96, height: 64, planes: 8, levels: 1)
        let map = SeedImportanceMap(
            geometry: geometry, levels: [UInt8](repeating: 0, count: geometry.positions))
        var random = SeededRandom()
        var bits: [UInt8] = []
        for position in 0..<geometry.positions {
            let (x, y) = (position % 96, position / 96)
            for plane in 0..<8 {
                let isNoise = UInt8.random(in: 0..<10, using: &random) == 0
                let inside = (x - 40) * (x - 40) + (y - 30) * (y - 30) < 80 * (plane + 2)
                bits.append(inside != isNoise ? 1 : 0)
            }
        }
        let codes = CodeTensor(bits: bits, keptBy: map)
        let deflated = codes.payload(.deflate, keptBy: map).count
        let coded = codes.payload(.range, keptBy: map).count
        // A tenth of noise holds 0.47 bits; neighbours are noisy too.
        #expect(Double(coded) < 0.6 * 6144)
        #expect(Double(coded) < 0.9 * Double(deflated))
    }

    @Test func rangePayloadsAreChecked() {
        let map = SeedImportanceMap(geometry: sampleGeometry, levels: [0, 1])
        for payload in [[0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0]] as [[UInt8]] {
            let error = #expect(throws: FormatError.self) {
                try CodeTensor(parsing: payload[...], form: .range, keptBy: map)
            }
            #expect(error?.code == .badPayload)
            #expect(error?.offset == 0 && error?.section == "seed §5.3")
        }
        // A model of one level has a map of no bytes.
        let one = CodeGeometry(width: 3, height: 2, planes: 4, levels: 1)
        #expect(throws: FormatError.self) {
            try SeedImportanceMap(parsing: [0][...], form: .range, geometry: one)
        }
        #expect(throws: Never.self) {
            try SeedImportanceMap(parsing: [][...], form: .range, geometry: one)
        }
    }

    /// Random payloads of every length: an error, or codes whose payload they are. Nothing else can
    /// come of them, and the work is bounded by the map.
    @Test func randomPayloadsDoNoHarm() throws {
        var random = SeededRandom()
        let geometry = CodeGeometry(width: 6, height: 5, planes: 10, levels: 5)
        let map = randomMap(geometry, using: &random)
        for count in 0..<300 {
            let bytes = (0..<count % 60).map { _ in UInt8.random(in: 0...255, using: &random) }
            if let read = try? SeedImportanceMap(
                parsing: bytes[...], form: .range, geometry: geometry)
            {
                #expect(read.payload(.range) == bytes)
            }
            if let read = try? CodeTensor(parsing: bytes[...], form: .range, keptBy: map) {
                #expect(read.payload(.range, keptBy: map) == bytes)
            }
        }
    }

    @Test func contextsThatCannotBeAreBugs() async {
        await #expect(processExitsWith: .failure) {
            let ahead = ContextModel.Plane(
                neighbours: [.init(columns: 1)], probabilities: [32768, 32768])
            _ = ContextModel(planes: [ahead], seen: 0)
        }
        await #expect(processExitsWith: .failure) {
            let certain = ContextModel.Plane(neighbours: [], probabilities: [65535])
            _ = ContextModel(planes: [certain], seen: 0)
        }
    }
}
