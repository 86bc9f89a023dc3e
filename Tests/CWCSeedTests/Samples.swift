import CWCSeed
import CWCTestSupport

/// The geometry of the example in the specification: 9 × 3 pixels, seed family.
let sampleGeometry = CodeGeometry(
    imageWidth: 9, imageHeight: 3, scale: 8, planes: 64, levels: 16)

/// A map of any levels.
func randomMap(_ geometry: CodeGeometry, using random: inout SeededRandom) -> SeedImportanceMap {
    let highest = UInt8(geometry.levels - 1)
    return SeedImportanceMap(
        geometry: geometry,
        levels: (0..<geometry.positions).map { _ in .random(in: 0...highest, using: &random) })
}

/// Any bits under a map.
func randomCodes(_ map: SeedImportanceMap, using random: inout SeededRandom) -> CodeTensor {
    let count = map.geometry.positions * map.geometry.planes
    return CodeTensor(
        bits: (0..<count).map { _ in .random(in: 0...1, using: &random) }, keptBy: map)
}
