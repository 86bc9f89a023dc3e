public import CWCContainer

/// A file that arrives piece by piece, as from a network, and what can be shown of it so far.
///
/// ```swift
/// var file = ArrivingFile()
/// file.append(piece)
/// if let reduction = try file.progress()?.reduction { … }
/// ```
///
/// Spec cwc §5.6.
public struct ArrivingFile: Sendable {
    /// What has arrived.
    public private(set) var bytes: [UInt8] = []
    private let limits: DecodingLimits
    /// Where the streams end, once that is known.
    private var streams: (ends: [Int], tiles: Int)?

    /// A file of which nothing has arrived.
    ///
    /// - Parameter limits: How large a picture may be, and how much memory it may take.
    public init(limits: DecodingLimits = DecodingLimits()) { self.limits = limits }

    /// Takes the next bytes.
    public mutating func append(_ piece: some Sequence<UInt8>) { bytes += piece }

    /// The header, once it has arrived.
    ///
    /// - Throws: The first broken rule of Spec cwc §4.
    public var header: ImageHeader? {
        get throws(FormatError) {
            do throws(FormatError) {
                return try ImageDecoder.header(of: bytes)
            } catch {
                if error.code == .truncated { return nil }
                throw error
            }
        }
    }

    /// How much of the streams has arrived.
    public struct Progress: Hashable, Sendable {
        /// Streams that are whole, and all that there are.
        public let streams: Int
        public let allStreams: Int
        /// The finest fraction of the picture's size for which everything is there; nil as long as
        /// the coarsest streams are not.
        public let reduction: Reduction?

        /// Whether the file is whole.
        public var isComplete: Bool { streams == allStreams }
    }

    /// How much of the streams has arrived; nil as long as what stands before them has not, and for
    /// files without streams.
    ///
    /// - Throws: The first broken rule of Spec cwc §3 to §5.4, or `limitExceeded`.
    public mutating func progress() throws(FormatError) -> Progress? {
        if streams == nil {
            do throws(FormatError) {
                try header?.check(limits)
                streams = try Container.streamEnds(of: bytes)
            } catch {
                guard error.code == .truncated else { throw error }
            }
        }
        guard let (ends, tiles) = streams else { return nil }
        let whole = ends.firstIndex { $0 > bytes.count } ?? ends.count
        let resolutions = ends.count / tiles
        let missing = resolutions - whole / tiles
        return Progress(
            streams: whole, allStreams: ends.count,
            reduction: whole < tiles
                ? nil : Reduction.allCases.first { $0.exponent == missing })
    }

    /// A decoder of what has arrived: streams that are not whole count as missing.
    ///
    /// - Throws: The first broken rule of Spec cwc §3 to §5, or `limitExceeded`.
    public func decoder() throws(FormatError) -> ImageDecoder {
        try ImageDecoder(bytes, limits: limits, tolerating: .earlyEnd)
    }
}
