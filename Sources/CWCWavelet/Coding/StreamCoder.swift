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

/// Reads streams.
struct StreamReader: StreamCoder {
    private let streams: [ArraySlice<UInt8>]
    /// The stream at hand.
    private(set) var index = 0
    var coder: RangeDecoder

    /// A reader at the start of the first stream, which there must be.
    init(_ streams: [ArraySlice<UInt8>]) {
        self.streams = streams
        coder = RangeDecoder(streams[0])
    }

    mutating func next() throws(BitstreamError) -> Bool {
        try coder.finish()
        guard index + 1 < streams.count else { return false }
        index += 1
        coder = RangeDecoder(streams[index])
        return true
    }

    /// Makes sure that the last stream ends where its decisions do.
    func finish() throws(BitstreamError) { try coder.finish() }
}
