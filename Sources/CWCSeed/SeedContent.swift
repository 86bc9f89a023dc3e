import CWCBitstream
import CWCContainer
import CWCModel
import CWCNetwork

/// What a model file of the seed family holds. Spec seed §6.
final class SeedContent: ModelContent {
    var family: any CodecFamily { SeedFamily.shared }
    let networkRules = "seed §6.2"
    var networks: [NetworkPlace: IntegerNetwork] = [:]
    private var shape = SeedShape(planes: 1, levels: 1)
    private var tables: EncoderTables?
    private var contexts: ContextModel?

    /// Content to be read.
    init() {}

    /// The content of a codec.
    init(_ codec: SeedCodec) {
        shape = codec.shape
        tables = codec.seed.encoder?.tables
        contexts = codec.seed.contexts
        for network in codec.networks { networks[NetworkPlace(network.role)] = network }
    }

    func role(_ code: UInt8) -> NetworkRole? { NetworkRole.seed.first { $0.code == code } }

    func readDescription(_ input: inout FieldReader) throws(FormatError) {
        try shape.visit(&input)
    }

    func writeDescription(_ output: inout FieldWriter) { shape.visit(&output) }

    var sections: [ModelFile.SectionType] {
        (tables == nil ? [] : [.encoderTables]) + (contexts == nil ? [] : [.contexts])
    }

    func read(
        _ type: ModelFile.SectionType, _ input: inout FieldReader
    ) throws(FormatError) -> Bool {
        switch type {
        case .encoderTables:
            var tables = EncoderTables(unread: shape)
            try tables.visit(&input)
            self.tables = tables
        case .contexts:
            var contexts = ContextModel.plain(planes: shape.planes)
            try contexts.visit(&input)
            self.contexts = contexts
        case .description, .network, .quantization, .modelID: return false
        }
        return true
    }

    func write(_ type: ModelFile.SectionType, _ output: inout FieldWriter) {
        switch type {
        case .encoderTables: tables?.visit(&output)
        case .contexts: contexts?.visit(&output)
        case .description, .network, .quantization, .modelID: break
        }
    }

    func makeCodec() throws(ModelError) -> any PictureCodec {
        let synthesis = try network(.synthesis)
        var encoder: SeedNetworks.Encoder?
        if networks.count > 1 || tables != nil {
            guard let tables else { throw ModelError(.missing, "part of the encoder is missing") }
            encoder = SeedNetworks.Encoder(
                features: try network(.features), codes: try network(.codes),
                importance: try network(.importance), tables: tables)
        }
        return try SeedCodec(
            shape,
            SeedNetworks(synthesis: synthesis, encoder: encoder, contexts: contexts))
    }
}

extension SeedShape {
    /// Visits the fields of a description that are the family's own. Spec seed §6.1.
    fileprivate mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "seed §6.1"
        try visitor.count("planes", &planes, in: Self.legalPlanes)
        try visitor.count("levels", &levels, in: Self.legalLevels)
        try visitor.require(
            planes % levels == 0, .badValue, "\(levels) levels do not divide \(planes) planes")
    }
}

extension EncoderTables {
    /// Tables to be read.
    fileprivate init(unread shape: SeedShape) {
        self.init(
            thresholds: [Int16](repeating: 0, count: shape.levels - 1),
            qualityShifts: [Int16](repeating: 0, count: Self.knotCount))
    }

    /// Visits the fields of the tables. Spec seed §6.6.
    fileprivate mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "seed §6.6"
        try visitor.integers("thresholds", &thresholds, count: thresholds.count)
        try visitor.require(Self.isAscending(thresholds), .badValue, "thresholds decrease")
        try visitor.integers("quality_shifts", &qualityShifts, count: Self.knotCount)
        try visitor.require(Self.isAscending(qualityShifts), .badValue, "quality_shifts decrease")
    }
}

extension ContextModel {
    /// Visits the contexts of each plane. Spec seed §6.7.
    fileprivate mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "seed §6.7"
        var seen = seen
        try visitor.integer("seen", &seen)
        try visitor.require(seen <= Self.mostSeen, .badValue, "seen is \(seen)")
        var planes = planes
        for index in planes.indices { try planes[index].visit(&visitor, index: index) }
        self = ContextModel(planes: planes, seen: seen)
    }
}

extension ContextModel.Plane {
    fileprivate mutating func visit<V: FieldVisitor>(
        _ visitor: inout V, index: Int
    ) throws(V.Failure) {
        var count = neighbours.count
        try visitor.count("neighbour_count", &count, in: 0...ContextModel.mostNeighbours)
        for place in 0..<count {
            var neighbour =
                place < neighbours.count ? neighbours[place] : ContextModel.Neighbour()
            try neighbour.visit(&visitor, plane: index)
            if place < neighbours.count {
                neighbours[place] = neighbour
            } else {
                neighbours.append(neighbour)
            }
        }
        neighbours.removeSubrange(count...)
        try visitor.integers("probabilities", &probabilities, count: 1 << count)
        try visitor.require(
            probabilities.allSatisfy({ RangeCoder.counted.contains(UInt32($0)) }), .badValue,
            "a probability of plane \(index) is out of range")
    }
}

extension ContextModel.Neighbour {
    fileprivate mutating func visit<V: FieldVisitor>(
        _ visitor: inout V, plane: Int
    ) throws(V.Failure) {
        // Distances are at most `ContextModel.reach`.
        var (down, right) = (Int8(rows), Int8(columns))
        try visitor.count("planes_before", &planesBefore, in: 0...NetworkLimits.channels)
        try visitor.signed("rows", &down)
        try visitor.signed("columns", &right)
        (rows, columns) = (Int(down), Int(right))
        try visitor.require(
            isLegal(plane: plane), .badValue,
            "a neighbour of plane \(plane) is too far or not yet known")
    }
}
