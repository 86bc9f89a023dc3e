package import CWCContainer
package import CWCImage

/// What a codec must know of a part of a picture to decode it: a tile, a band of rows or, as today,
/// the whole.
package struct PartFormat: Hashable, Sendable {
    /// Columns and rows.
    package let width: Int
    package let height: Int
    /// The samples of a pixel.
    package let channels: Channels
    /// The bits of a sample.
    package let depth: SampleDepth
    /// How map and codes are stored.
    package let payloadForm: PayloadForm
    /// The quality in hundredths, 0 … 10000, if the file says it.
    package let quality: Int?
    /// The tiles that are coded by themselves; nil where there are no streams.
    package let tiling: Tiling?

    /// A part of this size.
    package init(
        width: Int, height: Int, channels: Channels, depth: SampleDepth = .eight,
        payloadForm: PayloadForm, quality: Int?, tiling: Tiling?
    ) {
        self.width = width
        self.height = height
        self.channels = channels
        self.depth = depth
        self.payloadForm = payloadForm
        self.quality = quality
        self.tiling = tiling
    }

    /// The whole picture of a file.
    package init(_ header: ImageHeader) {
        self.init(
            width: header.width, height: header.height, channels: header.channels,
            depth: header.depth, payloadForm: header.payloadForm,
            quality: header.qualityHundredths.map { Int($0) }, tiling: header.tiling)
    }
}

/// The coded picture: importance map and codes, or streams. Indices of payloads are offsets in the
/// file, if they came from one.
package struct CodedPayloads: Hashable, Sendable {
    /// The payload of the importance map, empty where there are streams.
    package let importance: ArraySlice<UInt8>
    /// The payload of the codes, empty where there are streams.
    package let codes: ArraySlice<UInt8>
    /// The streams, and the tiles that they are of.
    package let streams: Streams?
    package let tiling: Tiling?

    /// Importance map and codes.
    package init(importance: ArraySlice<UInt8>, codes: ArraySlice<UInt8>) {
        self.importance = importance
        self.codes = codes
        streams = nil
        tiling = nil
    }

    /// Streams.
    package init(_ streams: Streams, _ tiling: Tiling) {
        importance = []
        codes = []
        self.streams = streams
        self.tiling = tiling
    }

    /// The payloads of a file.
    package init(_ container: Container) {
        importance = container.importance
        codes = container.codes
        streams = container.streams
        tiling = container.header.tiling
    }
}

/// The bytes of memory that decoding a part takes.
package struct PartPlan: Hashable, Sendable {
    /// The importance map, its stream, and what follows from it.
    package let map: Int
    /// The codes, and what it takes to read them.
    package let codes: Int
    /// From codes to rows of samples.
    package let reconstruction: Int

    /// A plan from its parts.
    package init(map: Int, codes: Int, reconstruction: Int) {
        self.map = map
        self.codes = codes
        self.reconstruction = reconstruction
    }
}

/// What is wanted of a part, and how to make it.
package struct ReconstructionOptions: Hashable, Sendable {
    /// The pixels that are wanted, of the reduced part if it is reduced.
    package var region: ImageRegion
    /// Rows and columns are divided by 2 to the power of it, 0 … 4, and rounded up.
    package var reduction: Int
    /// Threads that may work, at least 1. The result does not depend on it.
    package var threads: Int
    /// Rows of codes that a network takes at a time, or nil for as many as suit the size. The result
    /// does not depend on it.
    package var stripHeight: Int?
    /// Which faults of the streams are let pass. Streams that are known to be missing are left out
    /// whatever it says.
    package var tolerance: FaultTolerance

    /// Options from their parts.
    package init(
        region: ImageRegion, reduction: Int = 0, threads: Int, stripHeight: Int? = nil,
        tolerance: FaultTolerance = .none
    ) {
        self.tolerance = tolerance
        self.region = region
        self.reduction = reduction
        self.threads = threads
        self.stripHeight = stripHeight
    }
}
