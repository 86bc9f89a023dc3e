import CWCTestSupport
import Foundation
import Testing

@testable import CWCBitstream

@Suite struct RangeCoderTests {
    private typealias Decision = (bit: UInt8, probability: UInt32)

    private func payload(_ decisions: [Decision]) -> [UInt8] {
        var encoder = RangeEncoder()
        for (bit, probability) in decisions { _ = encoder.code(bit, probability: probability) }
        return encoder.finish()
    }

    /// What a payload says under these probabilities.
    private func bits(
        _ payload: [UInt8], _ probabilities: [UInt32]
    ) throws(BitstreamError) -> [UInt8] {
        var decoder = RangeDecoder(payload[...])
        let bits = probabilities.map { decoder.decide(probability: $0) }
        try decoder.finish()
        return bits
    }

    /// Decisions that come true as often as they should, or that are all unlikely.
    private func randomDecisions(_ count: Int, using random: inout SeededRandom) -> [Decision] {
        let legal = RangeCoder.probabilities
        return (0..<count).map { index in
            let probability: UInt32 =
                switch index % 4 {
                case 0: legal.lowerBound
                case 1: legal.upperBound
                default: .random(in: legal, using: &random)
                }
            return (.random(in: 0..<65536, using: &random) < probability ? 1 : 0, probability)
        }
    }

    /// The block of the specification, line by line: the decisions, and the state after each.
    @Test func theExampleOfTheSpecification() throws {
        let text = try String(
            contentsOf: URL(filePath: packageFolder + "/Spec/entropy.md"), encoding: .utf8)
        let block = try #require(text.components(separatedBy: "```range\n").dropFirst().first)
        let lines = block.components(separatedBy: "```")[0].split(separator: "\n").dropFirst()
        var encoder = RangeEncoder()
        var decisions: [Decision] = []
        for line in lines.dropLast() {
            let words = line.split(separator: " ").map(String.init)
            let bit = try #require(UInt8(words[0]))
            let probability = try #require(UInt32(words[1]))
            let bound = UInt32((UInt64(encoder.range) * UInt64(probability)) >> 16)
            #expect(bound == UInt32(words[2], radix: 16))
            _ = encoder.code(bit, probability: probability)
            #expect(encoder.low == UInt64(words[3], radix: 16), "\(line)")
            #expect(encoder.range == UInt32(words[4], radix: 16), "\(line)")
            #expect(encoder.bytes == words[5...].compactMap { UInt8($0, radix: 16) }, "\(line)")
            decisions.append((bit, probability))
        }
        let words = try #require(lines.last).split(separator: " ")
        #expect(decisions.count == 9 && words[0] == "end")
        let expected = words.dropFirst().compactMap { UInt8($0, radix: 16) }
        #expect(encoder.finish() == expected)
        #expect(try bits(expected, decisions.map(\.probability)) == decisions.map(\.bit))
    }

    @Test func decisionsOfEveryNumberSurvive() throws {
        var random = SeededRandom()
        #expect(payload([]).isEmpty)
        for count in Array(0...200) + [5_000] {
            let decisions = randomDecisions(count, using: &random)
            let read = try bits(payload(decisions), decisions.map(\.probability))
            #expect(read == decisions.map(\.bit), "\(count) decisions, seed \(random.seed)")
        }
    }

    /// What the payload takes against the information that the decisions hold.
    @Test func wastesNextToNothing() {
        var random = SeededRandom()
        let decisions = randomDecisions(20_000, using: &random)
        let information = decisions.reduce(0.0) { sum, decision in
            let p = Double(decision.probability) / 65536
            return sum - log2(decision.bit == 1 ? p : 1 - p)
        }
        let taken = Double(8 * payload(decisions).count)
        #expect(taken < 1.0005 * information + 16 && taken > 0.9995 * information)
    }

    /// An interval that holds on to a carry while 0xFF after 0xFF is settled.
    @Test func aCarryRunsThroughManyBytes() throws {
        var random = SeededRandom()
        var encoder = RangeEncoder()
        var decisions: [Decision] = []
        func code(_ bit: UInt8, _ probability: UInt32) {
            _ = encoder.code(bit, probability: probability)
            decisions.append((bit, probability))
        }
        let one: UInt64 = 1 << 32
        while encoder.bytes.isEmpty || encoder.low + UInt64(encoder.range) <= one {
            code(.random(in: 0...1, using: &random), .random(in: 20000...45000, using: &random))
        }
        while !encoder.bytes.suffix(40).allSatisfy({ $0 == 255 }) || encoder.bytes.count < 50 {
            let probability = UInt32.random(in: 20000...45000, using: &random)
            let bound = (UInt64(encoder.range) * UInt64(probability)) >> 16
            code(encoder.low + bound > one ? 1 : 0, probability)
        }
        // Upwards from here, out of the bytes that are all 0xFF.
        while encoder.bytes.last == 255 { code(0, 32768) }
        let probabilities = decisions.map(\.probability)
        let bytes = encoder.finish()
        #expect(bytes.contains(0))
        #expect(try bits(bytes, probabilities) == decisions.map(\.bit))
    }

    /// No two payloads say the same: whatever is read without an error is written again as it was.
    @Test func aPayloadHasOneSpelling() throws {
        var random = SeededRandom()
        var accepted = 0
        for count in 0...2_000 {
            let probabilities = (0..<count % 40).map { _ in
                UInt32.random(in: RangeCoder.probabilities, using: &random)
            }
            let bytes = (0..<count % 7).map { _ in UInt8.random(in: 0...255, using: &random) }
            guard let bits = try? bits(bytes, probabilities) else { continue }
            accepted += 1
            #expect(payload(Array(zip(bits, probabilities))) == bytes, "seed \(random.seed)")
        }
        #expect(accepted > 20)
    }

    /// A payload that is cut is refused, or says something else.
    @Test func aTruncationIsNoticed() {
        var random = SeededRandom()
        let decisions = randomDecisions(500, using: &random)
        let bytes = payload(decisions)
        var refused = 0
        for count in bytes.indices {
            do throws(BitstreamError) {
                let read = try bits(Array(bytes[..<count]), decisions.map(\.probability))
                #expect(read != decisions.map(\.bit))
            } catch {
                #expect(error.offset == count)
                refused += 1
            }
        }
        #expect(refused > bytes.count - 4)
        #expect(throws: BitstreamError(.rangeBadEnd, offset: bytes.count + 1)) {
            try bits(bytes + [0], decisions.map(\.probability))
        }
        #expect(throws: BitstreamError(.rangeTooShort, offset: 3)) {
            try bits([1, 2, 3], [UInt32](repeating: 32768, count: 100))
        }
    }

    /// The densest payload that there is, against the bound that memory is taken by.
    @Test func noPayloadHoldsMoreThanItCan() {
        for (bit, probability) in [(1, 65504), (0, 32)] as [Decision] {
            let count = 200_000
            let bytes = payload([Decision](repeating: (bit, probability), count: count))
            #expect(RangeCoder.canHold(decisions: count, byteCount: bytes.count))
            #expect(bytes.count < 20)
        }
        #expect(!RangeCoder.canHold(decisions: 1 << 20, byteCount: 20))
    }
}
