import CWCBitstream
import CWCFigures

/// The speed of the range coder by itself: decisions under probabilities that are drawn, on one
/// thread.
struct BenchCoder {
    /// Millions of decisions a second; medians of the runs.
    let encoding: Double
    let decoding: Double
    /// Bytes that the decisions took.
    let byteCount: Int

    /// Decisions of a run: so few that they stay in the second cache, as those of a pass do.
    private static let count = 1 << 17
    /// Passes over them in one measurement.
    private static let passes = 16

    init(runs: Int) throws(BitstreamError) {
        var generator = Generator(state: 9)
        let probabilities = (0..<Self.count).map { _ in
            UInt16.random(
                in: UInt16(
                    RangeCoder.probabilities.lowerBound)...UInt16(
                        RangeCoder.probabilities.upperBound), using: &generator)
        }
        let bits = probabilities.map { probability in
            UInt8(UInt16.random(in: 0...UInt16.max, using: &generator) < probability ? 1 : 0)
        }
        let payload = Self.encoded(bits, probabilities)
        byteCount = payload.count
        // The benchmark's own check: what is fast and wrong is found out.
        guard try Self.decoded(payload, probabilities) == bits else {
            preconditionFailure("the range coder does not give back what it was given")
        }

        let clock = ContinuousClock()
        var times: (encoding: [Double], decoding: [Double]) = ([], [])
        for _ in 0..<runs {
            let encoding = clock.measure {
                for _ in 0..<Self.passes { keep(Self.encoded(bits, probabilities)) }
            }
            let decoding = try Result { () throws(BitstreamError) in
                let start = clock.now
                for _ in 0..<Self.passes { keep(try Self.decoded(payload, probabilities)) }
                return clock.now - start
            }.get()
            times.encoding.append(encoding.milliseconds)
            times.decoding.append(decoding.milliseconds)
        }
        let decisions = Double(Self.count * Self.passes) / 1000
        encoding = decisions / median(times.encoding)
        decoding = decisions / median(times.decoding)
    }

    private static func encoded(_ bits: [UInt8], _ probabilities: [UInt16]) -> [UInt8] {
        var coder = RangeEncoder(capacity: bits.count / 4)
        bits.withUnsafeBufferPointer { bits in
            probabilities.withUnsafeBufferPointer { probabilities in
                for index in bits.indices {
                    _ = coder.code(bits[index], probability: UInt32(probabilities[index]))
                }
            }
        }
        return coder.finish()
    }

    private static func decoded(
        _ payload: [UInt8], _ probabilities: [UInt16]
    ) throws(BitstreamError) -> [UInt8] {
        var coder = RangeDecoder(payload[...])
        let bits = probabilities.withUnsafeBufferPointer { probabilities in
            [UInt8](unsafeUninitializedCapacity: probabilities.count) { bits, count in
                for index in probabilities.indices {
                    bits[index] = coder.decide(probability: UInt32(probabilities[index]))
                }
                count = probabilities.count
            }
        }
        try coder.finish()
        return bits
    }

    /// One line of text.
    var line: String {
        "range coder: \(fixed(encoding, 1)) million decisions a second in,"
            + " \(fixed(decoding, 1)) out\n"
    }

    var json: JSON {
        [
            "encoded_per_second": .integer(Int(encoding * 1e6)),
            "decoded_per_second": .integer(Int(decoding * 1e6)),
            "decisions": .integer(Self.count), "bytes": .integer(byteCount),
        ]
    }
}

/// Makes sure that a value is computed.
@inline(never)
private func keep(_ values: [UInt8]) { precondition(!values.isEmpty) }
