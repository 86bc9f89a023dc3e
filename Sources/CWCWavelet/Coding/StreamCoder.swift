import CWCBitstream

/// The streams of a tile, one after the other, in one direction.
protocol StreamCoder {
    associatedtype Coder: DecisionCoder
    /// The coder of the stream at hand.
    var coder: Coder { get set }
    /// Ends the stream and begins the next; false where a reader has no more.
    mutating func next() throws(Coder.Failure) -> Bool
}

/// Writes streams.
struct StreamWriter: StreamCoder {
    var coder = RangeEncoder()
    private var streams: [[UInt8]] = []

    mutating func next() -> Bool {
        streams.append(coder.finish())
        coder = RangeEncoder()
        return true
    }

    /// All streams.
    consuming func finish() -> [[UInt8]] { streams + [coder.finish()] }
}

/// Reads streams that lie one after the other in memory that the caller keeps alive.
struct StreamReader: StreamCoder {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where the streams begin, and where the last one ends.
    private let bounds: [Int]
    /// The stream at hand.
    private(set) var index = 0
    var coder: RangeDecoder

    init(_ bytes: UnsafeBufferPointer<UInt8>, lengths: [Int]) {
        self.bytes = bytes
        bounds = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
        coder = RangeDecoder(UnsafeBufferPointer(rebasing: bytes[..<bounds[1]]))
    }

    mutating func next() throws(BitstreamError) -> Bool {
        try coder.finish()
        guard index + 2 < bounds.count else { return false }
        index += 1
        coder = RangeDecoder(
            UnsafeBufferPointer(rebasing: bytes[bounds[index]..<bounds[index + 1]]))
        return true
    }

    /// Makes sure that the last stream ends where its decisions do.
    func finish() throws(BitstreamError) { try coder.finish() }
}
