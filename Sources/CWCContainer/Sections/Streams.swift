import CWCBitstream

/// The streams of a coded picture: one for each resolution and tile, all tiles of the coarsest
/// resolution first. A file that ends early is a smaller or softer picture. Spec cwc §5.4, §5.5.
public struct Streams: Hashable, Sendable {
    /// Streams of a tile, one for each resolution.
    public let resolutions: Int
    /// Tiles of the picture.
    public let tiles: Int
    /// Whether the coarsest streams hold an importance map.
    public let hasImportance: Bool
    /// `[resolutions, tiles]` payloads. Their indices are offsets in the file, if they came from one.
    public let payloads: [ArraySlice<UInt8>]
    /// The payloads that are not to be decoded: they are not there, or damaged.
    public let missing: Set<Int>

    /// Most resolutions that there can be: one for each decomposition level, and the coarsest.
    static let legalResolutions = 1...9

    /// Streams from their payloads.
    ///
    /// - Precondition: There are `resolutions · tiles` of them.
    public init(
        resolutions: Int, tiles: Int, hasImportance: Bool, payloads: [ArraySlice<UInt8>],
        missing: Set<Int> = []
    ) {
        self.missing = missing
        precondition(payloads.count == resolutions * tiles, "number of streams")
        self.resolutions = resolutions
        self.tiles = tiles
        self.hasImportance = hasImportance
        self.payloads = payloads
    }

    /// The payload of a tile at a resolution, 0 the coarsest.
    public subscript(resolution: Int, tile: Int) -> ArraySlice<UInt8> {
        payloads[resolution * tiles + tile]
    }

    /// Streams of a tile that can be decoded: those before the first that is missing.
    public func available(tile: Int) -> Int {
        (0..<resolutions).first { missing.contains($0 * tiles + tile) } ?? resolutions
    }

    /// Bytes of a tile's streams.
    public func byteCount(tile: Int) -> Int {
        (0..<resolutions).reduce(0) { $0 + self[$1, tile].count }
    }

    /// Bytes of all streams.
    public var byteCount: Int { payloads.reduce(0) { $0 + $1.count } }
}

/// What stands before the streams: how long they are, and their checksums. The payload of the section
/// `streams`. Spec cwc §5.4.
struct StreamTable {
    /// `resolutions` in bits 0 to 3, `has_importance` in bit 4.
    private var layout: UInt8 = 1
    private(set) var lengths: [Int] = []
    /// One for each stream, or one for all where there is one tile.
    private(set) var checksums: [UInt32] = []
    private let tiles: Int

    var resolutions: Int { Int(layout & 15) }
    var hasImportance: Bool { layout >> 4 & 1 == 1 }

    /// The table of some streams.
    init(_ streams: Streams) {
        layout = UInt8(streams.resolutions) | (streams.hasImportance ? 1 << 4 : 0)
        lengths = streams.payloads.map(\.count)
        tiles = streams.tiles
        checksums =
            tiles > 1
            ? streams.payloads.map { CRC32.checksum(of: $0) }
            : [Self.checksum(streams.payloads)]
    }

    /// A table to be read.
    init(tiles: Int) { self.tiles = tiles }

    /// Visits the fields of the table.
    mutating func visit<V: FieldVisitor>(_ visitor: inout V) throws(V.Failure) {
        visitor.section = "cwc §5.4"
        try visitor.integer("layout", &layout)
        try visitor.require(layout >> 5 == 0, .unsupportedFeature, "layout: reserved bits")
        try visitor.require(
            Streams.legalResolutions.contains(resolutions), .badValue,
            "layout: \(resolutions) resolutions")
        visitor.note("resolutions", "\(resolutions)")
        visitor.note("has_importance", hasImportance ? "yes" : "no")
        let count = resolutions * tiles
        for index in 0..<count {
            // A writer has the lengths, a reader finds them.
            var length = index < lengths.count ? UInt32(lengths[index]) : 0
            try visitor.varint("stream_length", &length)
            if index == lengths.count { lengths.append(Int(length)) }
        }
        try visitor.integers("stream_checksums", &checksums, count: tiles > 1 ? count : 1)
    }

    /// Streams with these payloads.
    func streams(_ payloads: [ArraySlice<UInt8>], _ missing: Set<Int>) -> Streams {
        Streams(
            resolutions: resolutions, tiles: payloads.count / resolutions,
            hasImportance: hasImportance, payloads: payloads, missing: missing)
    }

    /// The CRC-32 of payloads one after the other.
    static func checksum(_ payloads: [ArraySlice<UInt8>]) -> UInt32 {
        var checksum = CRC32()
        for payload in payloads { checksum.update(payload) }
        return checksum.value
    }
}
