public import CWCContainer
public import CWCImage
import CWCModel

/// How to decode.
public struct DecodingOptions: Hashable, Sendable {
    /// More threads than these are as these.
    public static let mostThreads = 256

    /// Threads that the network may use, at least 1. The result does not depend on it.
    public var threads: Int {
        didSet { threads = min(threads, Self.mostThreads) }
    }
    /// Whether pixels that differ from the file's checksum of them are refused. Without, one gets
    /// them anyway. Of regions and reduced pictures there is no checksum. Spec cwc §9.4.
    public var verifiesPixels: Bool
    /// The fraction of the size at which the picture is decoded, from no more of the file than that
    /// takes. A reduced picture is as exact as a whole one. Sides are divided and rounded up.
    public var reduction = Reduction.full
    /// The pixels that are decoded, of the reduced picture if it is reduced; nil for all. They are those
    /// that the whole picture has there, but for what stands for tiles that are lost to damage.
    public var region: ImageRegion?
    /// The bits of the samples that are given; nil for those of the file. Spec cwc §9.6.
    public var depth: SampleDepth?
    /// Rows of codes that the network takes at a time, or nil for as many as suit the size. The
    /// result does not depend on it; it is there to prove that.
    package var stripHeight: Int?

    /// Options; by default one thread, the whole picture, and pixels are verified.
    ///
    /// - Precondition: There is at least one thread.
    public init(threads: Int = 1, verifiesPixels: Bool = true) {
        precondition(threads >= 1, "no thread to run on")
        self.threads = min(threads, Self.mostThreads)
        self.verifiesPixels = verifiesPixels
    }

    /// Size, channels and depth of what is decoded of a picture with this header.
    ///
    /// - Precondition: `region` lies within the picture.
    public func shape(_ header: ImageHeader) -> ImageShape {
        let region = region(of: header)
        return ImageShape(
            width: region.width, height: region.height, channels: header.channels,
            depth: depth ?? header.depth)
    }

    /// The pixels that are decoded of a picture with this header.
    ///
    /// - Precondition: `region` lies within it.
    func region(of header: ImageHeader) -> ImageRegion {
        let (width, height) = (reduction.reduced(header.width), reduction.reduced(header.height))
        guard let region else { return ImageRegion(width: width, height: height) }
        precondition(
            region.isWithin(width: width, height: height), "a region within the picture")
        return region
    }

    /// What a codec is asked for.
    func reconstruction(
        of header: ImageHeader, tolerating tolerance: FaultTolerance = .none
    ) -> ReconstructionOptions {
        ReconstructionOptions(
            region: region(of: header), reduction: reduction.exponent, threads: threads,
            stripHeight: stripHeight, tolerance: tolerance)
    }

    /// Whether all pixels of the picture are decoded: only those have a checksum.
    func isWhole(_ header: ImageHeader) -> Bool {
        reduction == .full
            && region(of: header) == ImageRegion(width: header.width, height: header.height)
    }
}
