/// The binary codes of a picture, as the synthesis network takes them. Spec seed §4.
public struct CodeTensor: Hashable, Sendable {
    /// The size of the tensor.
    public let geometry: CodeGeometry
    /// `[height, width, planes]` bits, each 0 or 1, one byte each.
    public internal(set) var bits: [UInt8]

    /// Makes a tensor from its bits, and clears those that the map does not keep.
    ///
    /// - Precondition: There are `positions · planes`, each 0 or 1.
    public init(bits: [UInt8], keptBy map: SeedImportanceMap) {
        precondition(bits.count == map.geometry.positions * map.geometry.planes, "number of bits")
        precondition(bits.allSatisfy { $0 <= 1 }, "a bit is 0 or 1")
        geometry = map.geometry
        self.bits = bits
        for (position, level) in map.levels.enumerated() {
            let dropped = geometry.kept(level)..<geometry.planes
            for plane in dropped { self.bits[position * geometry.planes + plane] = 0 }
        }
    }

    /// A tensor of zeros, to be filled by a reader.
    init(zeros geometry: CodeGeometry) {
        self.geometry = geometry
        bits = [UInt8](repeating: 0, count: geometry.positions * geometry.planes)
    }
}
