import CWCBitstream
import CWCContainer
import CWCImage
import CWCTestSupport
import Testing

@Suite struct AlphaPlaneTests {
    @Test(arguments: 1...5, 1...5)
    func everySmallSizeSurvives(width: Int, height: Int) throws {
        var random = SeededRandom()
        for shape in 0..<4 {
            let samples = (0..<width * height).map { index -> UInt16 in
                switch shape {
                case 0: 255
                case 1: UInt16(90 * index % 256)
                case 2: (index / 2).isMultiple(of: 2) ? 0 : 255
                default: .random(in: 0...255, using: &random)
                }
            }
            let plane = AlphaPlane(width: width, height: height, samples: samples)
            let bytes = plane.payload()
            let read = try AlphaPlane(parsing: bytes[...], width: width, height: height)
            #expect(read == plane, "shape \(shape), seed \(random.seed)")
        }
    }

    /// Two rows, the second through each filter, worked out by hand from Spec cwc §8.
    @Test(
        arguments: [
            // First row: 10 20 250. Residuals 1 2 3 of the second row give:
            (0, [1, 2, 3]),
            (1, [1, 3, 6]),
            (2, [11, 22, 253]),
            // (0 + 10) / 2 = 5, 5 + 1 = 6; (6 + 20) / 2 = 13, 15; (15 + 250) / 2 = 132, 135.
            (3, [6, 15, 135]),
            // a b c = 0 10 0: b, 11;  11 20 10: a + b − c = 21, b, 22;  22 250 20: 252, b, 253.
            (4, [11, 22, 253]),
        ] as [(UInt8, [UInt16])])
    func everyFilterIsUndone(filter: UInt8, second: [UInt16]) throws {
        let stream = Deflate.compress([0, 10, 20, 250, filter, 1, 2, 3])
        let plane = try AlphaPlane(parsing: stream[...], width: 3, height: 2)
        #expect(plane.samples == [10, 20, 250] + second)
    }

    /// Filter 4 where each of the three is nearest, and where two are equally near.
    @Test(
        arguments: [
            // c, b over a, then what is predicted. a + b − c is in the comment.
            (50, 50, 10, 10),  // 10: a
            (50, 10, 50, 10),  // 10: b
            (50, 60, 42, 50),  // 52: c by 2, before b by 8
            (50, 46, 58, 58),  // 54: a and c by 4, b by 8
            (50, 58, 46, 58),  // 54: b and c by 4, a by 8
        ] as [(UInt8, UInt8, UInt8, UInt8)])
    func theNearestNeighbourPredicts(c: UInt8, b: UInt8, a: UInt8, expected: UInt8) throws {
        // A residual that makes the first sample of the second row a: its prediction is c.
        let stream = Deflate.compress([0, c, b, 4, a &- c, 0])
        let plane = try AlphaPlane(parsing: stream[...], width: 2, height: 2)
        #expect(plane.samples == [c, b, a, expected].map { UInt16($0) })
    }

    @Test func badPlanesAreRefused() {
        let filter = FormatError(
            .badPayload, offset: 0, section: "cwc §8", detail: "alpha: filter 5 of 5")
        #expect(throws: filter) {
            let stream = Deflate.compress([0, 1, 5, 1])
            return try AlphaPlane(parsing: stream[...], width: 1, height: 2)
        }
        let size = FormatError(
            .badDeflate, offset: 2, section: "cwc §8",
            detail: "alpha: the DEFLATE stream ends early; it must give 4 bytes")
        #expect(throws: size) {
            try AlphaPlane(parsing: Deflate.compress([])[...], width: 1, height: 2)
        }
    }

    /// What is opaque everywhere takes no byte.
    @Test func opaquePlanesAreEmpty() throws {
        let plane = AlphaPlane(width: 3, height: 2, samples: [UInt16](repeating: 255, count: 6))
        #expect(plane.payload().isEmpty)
        #expect(try AlphaPlane(parsing: [], width: 3, height: 2) == plane)
        var nearly = plane.samples
        nearly[5] = 254
        #expect(!AlphaPlane(width: 3, height: 2, samples: nearly).payload().isEmpty)
    }

    // MARK: More than eight bits

    /// Every value that prediction can wrap around to.
    @Test(arguments: [SampleDepth.ten, .twelve])
    func deepPlanesSurvive(depth: SampleDepth) throws {
        var random = SeededRandom()
        for _ in 0..<20 {
            let (width, height) = (Int.random(in: 1...9, using: &random), 7)
            let white = UInt16(depth.maximum)
            let samples = (0..<width * height).map { index -> UInt16 in
                index % 5 == 0 ? index % 2 == 0 ? 0 : white : .random(in: 0...white, using: &random)
            }
            let plane = AlphaPlane(width: width, height: height, depth: depth, samples: samples)
            let read = try AlphaPlane(
                parsing: plane.payload()[...], width: width, height: height, depth: depth)
            #expect(read == plane, "seed \(random.seed)")
        }
        let opaque = AlphaPlane(
            width: 2, height: 1, depth: depth,
            samples: [UInt16](repeating: UInt16(depth.maximum), count: 2))
        #expect(opaque.payload().isEmpty)
        #expect(try AlphaPlane(parsing: [], width: 2, height: 1, depth: depth) == opaque)
    }

    /// High bytes, then low ones; worked out by hand from Spec cwc §8. 4000 + 100 wraps around to 4.
    @Test func deepRowsHaveHighBytesFirst() throws {
        let stream = Deflate.compress([1, 0x0F, 0x00, 0x01, 0xA0, 0x64, 0x02])
        let plane = try AlphaPlane(parsing: stream[...], width: 3, height: 1, depth: .twelve)
        #expect(plane.samples == [4000, 4, 262])
        let error = FormatError(
            .badPayload, offset: 0, section: "cwc §8",
            detail: "alpha: a filtered sample of more than 10 bits")
        #expect(throws: error) {
            try AlphaPlane(
                parsing: Deflate.compress([0, 0x04, 0x00])[...], width: 1, height: 1, depth: .ten)
        }
    }

    @Test func everyTruncationIsRefused() {
        let plane = AlphaPlane(width: 4, height: 4, samples: Array(0..<16))
        let bytes = plane.payload()
        for length in bytes.indices.dropFirst() {
            let error = #expect(throws: FormatError.self) {
                try AlphaPlane(parsing: bytes[..<length], width: 4, height: 4)
            }
            #expect(error?.code == .badDeflate)
            #expect(error?.offset == length)
        }
    }

    @Test func gradientsCompress() {
        let samples = (0..<64 * 64).map { (index: Int) -> UInt16 in
            UInt16(index % 64 * 3 + index / 64)
        }
        let plane = AlphaPlane(width: 64, height: 64, samples: samples)
        #expect(plane.payload().count < 100)
    }
}
