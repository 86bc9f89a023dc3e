import CWCBitstream
import CWCContainer
import CWCSeed
import CWCTestSupport
import Testing

/// Bytes against the words of the specification, worked out a second time.
@Suite struct LayoutTests {
    @Test func theExampleHasTheBytesOfTheSpecification() throws {
        let map = SeedImportanceMap(geometry: sampleGeometry, levels: [0, 1])
        #expect(map.payload(.packed) == [0x01])
        var bits = [UInt8](repeating: 0, count: 128)
        bits.replaceSubrange(0..<4, with: [1, 0, 1, 1])
        bits.replaceSubrange(64..<72, with: [0, 1, 1, 0, 0, 1, 0, 1])
        let codes = CodeTensor(bits: bits, keptBy: map)
        #expect(codes.payload(.packed, keptBy: map) == [0x9E, 0x50])
        #expect(try CodeTensor(parsing: [0x9E, 0x50], form: .packed, keptBy: map) == codes)
    }

    @Test func codesGoPlaneByPlaneInTiles() throws {
        var random = SeededRandom()
        let geometry = CodeGeometry(width: 5, height: 6, planes: 12, levels: 4)
        let map = randomMap(geometry, using: &random)
        let codes = randomCodes(map, using: &random)

        // Tiles of 2 columns and 4 rows, cut off at the right and below.
        let order = [
            0, 1, 5, 6, 10, 11, 15, 16, 2, 3, 7, 8, 12, 13, 17, 18, 4, 9, 14, 19,
            20, 21, 25, 26, 22, 23, 27, 28, 24, 29,
        ]
        var expected = BitWriter()
        for plane in 0..<12 {
            for position in order where plane < 3 * (Int(map.levels[position]) + 1) {
                expected.write(bit: codes.bits[12 * position + plane] == 1)
            }
        }
        let packed = expected.finish()
        #expect(codes.payload(.packed, keptBy: map) == packed)
        let deflated = codes.payload(.deflate, keptBy: map)
        #expect(try Deflate.expand(deflated[...], size: packed.count) == packed)
    }

    @Test(arguments: [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (16, 4), (17, 5), (255, 8), (256, 8)])
    func aLevelTakesAsManyBitsAsItNeeds(levels: Int, bits: Int) {
        let geometry = CodeGeometry(width: 8, height: 1, planes: levels, levels: levels)
        let map = SeedImportanceMap(
            geometry: geometry, levels: [UInt8](repeating: UInt8(levels - 1), count: 8))
        #expect(map.payload(.packed).count == bits)
    }

    /// Levels on the left, residuals by the table of Spec cwc §7.2 on the right:
    ///
    /// ```
    /// 5 7 7      5  2  0
    /// 4 6 2     15  0 12      6: above left 5 lies between, 4 + 7 − 5
    /// 9 1 3      5  8  2      1: above left 4 ≤ both, so 9;  3: above left 6 ≥ both, so 1
    /// ```
    @Test func levelsArePredictedFromTheirNeighbours() throws {
        let geometry = CodeGeometry(width: 3, height: 3, planes: 64, levels: 16)
        let map = SeedImportanceMap(geometry: geometry, levels: [5, 7, 7, 4, 6, 2, 9, 1, 3])
        let residuals: [UInt8] = [5, 2, 0, 15, 0, 12, 5, 8, 2]
        #expect(try Deflate.expand(map.payload(.deflate)[...], size: 9) == residuals)
        let stream = Deflate.compress(residuals)
        #expect(
            try SeedImportanceMap(parsing: stream[...], form: .deflate, geometry: geometry) == map)
    }
}
