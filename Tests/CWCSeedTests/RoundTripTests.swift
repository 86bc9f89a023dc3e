import CWCContainer
import CWCSeed
import CWCTestSupport
import Testing

@Suite struct RoundTripTests {
    private func check(_ geometry: CodeGeometry, using random: inout SeededRandom) throws {
        let map = randomMap(geometry, using: &random)
        let codes = randomCodes(map, using: &random)
        for form in PayloadForm.allCases {
            let mapBytes = map.payload(form)
            let readMap = try SeedImportanceMap(
                parsing: mapBytes[...], form: form, geometry: geometry)
            #expect(readMap == map, "\(geometry), \(form), seed \(random.seed)")
            let codeBytes = codes.payload(form, keptBy: map)
            let readCodes = try CodeTensor(parsing: codeBytes[...], form: form, keptBy: readMap)
            #expect(readCodes == codes, "\(geometry), \(form), seed \(random.seed)")
        }
    }

    @Test(arguments: 1...9, 1...9)
    func everySmallSizeSurvives(width: Int, height: Int) throws {
        var random = SeededRandom()
        try check(
            CodeGeometry(width: width, height: height, planes: 64, levels: 16), using: &random)
    }

    /// Powers of two, the numbers around them, and the extremes.
    @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 128, 255, 256])
    func everyNumberOfLevelsSurvives(levels: Int) throws {
        var random = SeededRandom()
        for planesPerLevel in 1...3 {
            let geometry = CodeGeometry(
                width: 7, height: 5, planes: levels * planesPerLevel, levels: levels)
            try check(geometry, using: &random)
        }
    }

    @Test func uniformMapsOfEveryLevelSurvive() throws {
        var random = SeededRandom()
        for level in 0..<UInt8(16) {
            let map = SeedImportanceMap(geometry: sampleGeometry, levels: [level, level])
            let codes = randomCodes(map, using: &random)
            for form in PayloadForm.allCases {
                let bytes = codes.payload(form, keptBy: map)
                let read = try CodeTensor(parsing: bytes[...], form: form, keptBy: map)
                #expect(read == codes, "level \(level), seed \(random.seed)")
            }
        }
    }

    /// The point of the prediction: smooth maps become few bytes.
    @Test func aSmoothMapIsSmallerDeflated() {
        let geometry = CodeGeometry(width: 96, height: 64, planes: 64, levels: 16)
        let levels = (0..<geometry.positions).map { (position: Int) -> UInt8 in
            UInt8(position % 96 / 12 + position / 96 / 9)
        }
        let map = SeedImportanceMap(geometry: geometry, levels: levels)
        #expect(map.payload(.packed).count == 3072)
        #expect(map.payload(.deflate).count < 200)
    }
}
