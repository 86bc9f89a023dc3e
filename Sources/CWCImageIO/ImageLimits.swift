/// What a picture may cost, checked against the file's header before anything is allocated.
public struct ImageLimits: Hashable, Sendable {
    /// Largest `width · height`.
    public var maxPixels: Int
    /// Largest ICC profile, Exif block or XMP packet, in bytes once inflated.
    public var maxMetadataBytes: Int

    /// Limits; by default 2²⁸ pixels (1 GiB of RGBA samples) and 16 MiB for each kind of metadata.
    public init(maxPixels: Int = 1 << 28, maxMetadataBytes: Int = 1 << 24) {
        self.maxPixels = maxPixels
        self.maxMetadataBytes = maxMetadataBytes
    }

    /// Throws unless a picture of this size is allowed. Sides come from files: any value is safe.
    func check(width: Int, height: Int, format: ImageFormat) throws(ImageError) {
        guard width > 0, height > 0 else {
            throw ImageError(.malformed, format, "\(width)×\(height) pixels")
        }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels <= maxPixels else {
            throw ImageError(
                .limitExceeded, format, "\(width)×\(height) pixels; at most \(maxPixels) allowed")
        }
    }

    /// Throws unless a block of metadata of `count` bytes is allowed.
    func check(metadataBytes count: Int, format: ImageFormat) throws(ImageError) {
        guard count <= maxMetadataBytes else {
            throw ImageError(
                .limitExceeded, format, "metadata of more than \(maxMetadataBytes) bytes")
        }
    }
}
