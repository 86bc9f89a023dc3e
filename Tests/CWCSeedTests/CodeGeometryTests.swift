import CWCSeed
import Testing

@Suite struct CodeGeometryTests {
    @Test(arguments: [(1, 1), (7, 1), (8, 1), (9, 2), (16, 2), (17, 3), (16_777_215, 2_097_152)])
    func sidesAreDividedAndRoundedUp(side: Int, expected: Int) {
        let wide = CodeGeometry(imageWidth: side, imageHeight: 1, scale: 8, planes: 64, levels: 16)
        #expect(wide == CodeGeometry(width: expected, height: 1, planes: 64, levels: 16))
        let tall = CodeGeometry(imageWidth: 1, imageHeight: side, scale: 8, planes: 64, levels: 16)
        #expect(tall == CodeGeometry(width: 1, height: expected, planes: 64, levels: 16))
    }

    @Test func theLowestLevelKeepsAGroupAndTheHighestAll() {
        #expect((0..<16).map { sampleGeometry.kept($0) } == Array(stride(from: 4, to: 65, by: 4)))
    }

    @Test func bitsThatAreNotKeptAreCleared() {
        let map = SeedImportanceMap(geometry: sampleGeometry, levels: [0, 14])
        let codes = CodeTensor(bits: [UInt8](repeating: 1, count: 128), keptBy: map)
        let rows = [(4, 60), (60, 4)].map { kept, dropped in
            [UInt8](repeating: 1, count: kept) + [UInt8](repeating: 0, count: dropped)
        }
        #expect(codes.bits == rows[0] + rows[1])
        #expect(map.keptBits == 64)
    }

    @Test func geometriesThatCannotBeAreBugs() async {
        await #expect(processExitsWith: .failure) {
            _ = CodeGeometry(width: 0, height: 1, planes: 64, levels: 16)
        }
        await #expect(processExitsWith: .failure) {
            _ = CodeGeometry(width: 1, height: 1, planes: 63, levels: 16)
        }
        await #expect(processExitsWith: .failure) {
            _ = CodeGeometry(width: 1, height: 1, planes: 257, levels: 257)
        }
        await #expect(processExitsWith: .failure) {
            _ = CodeGeometry(width: 1, height: 1, planes: 64, levels: 0)
        }
        await #expect(processExitsWith: .failure) {
            _ = SeedImportanceMap(geometry: sampleGeometry, levels: [0, 16])
        }
    }
}
