/// What a picture may cost, checked against the file's header before anything is allocated.
public struct ImageLimits: Hashable, Sendable {
    /// Largest `width · height`.
    public var maxPixels: Int
    /// Largest ICC profile, Exif block or XMP packet, in bytes once inflated.
    public var maxMetadataBytes: Int
    /// Largest memory in bytes for what cannot be read row by row: interlaced PNG, JPEG of several
    /// scans, JPEG 2000 and WebP. Other files take a few rows, whatever their size.
    public var maxBufferedBytes: Int

    /// Limits; by default 2²⁸ pixels (1 GiB of RGBA samples), 16 MiB for each kind of metadata, and
    /// 4 GiB for what is not read row by row.
    public init(
        maxPixels: Int = 1 << 28, maxMetadataBytes: Int = 1 << 24, maxBufferedBytes: Int = 1 << 32
    ) {
        self.maxPixels = maxPixels
        self.maxMetadataBytes = maxMetadataBytes
        self.maxBufferedBytes = maxBufferedBytes
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

    /// Throws unless a picture may take `count` bytes of memory beside its rows.
    func check(bufferedBytes count: Int, format: ImageFormat) throws(ImageError) {
        guard count <= maxBufferedBytes else {
            throw ImageError(
                .limitExceeded, format,
                "a picture of \(count) bytes in memory; at most \(maxBufferedBytes) allowed")
        }
    }

    /// Throws, too, when a file is too short for what it announces.
    ///
    /// JPEG 2000 and WebP can say in a few bytes that all pixels are alike, and are then decoded
    /// to all of the announced memory. Beyond 128 MiB a file needs a byte for every MiB; the usual
    /// encoders write more even then.
    func check(
        bufferedBytes count: Int, fileBytes: Int, format: ImageFormat
    ) throws(ImageError) {
        try check(bufferedBytes: count, format: format)
        guard count >> 20 <= fileBytes.addingReportingOverflow(128).partialValue else {
            throw ImageError(
                .limitExceeded, format,
                "\(fileBytes) bytes for a picture of \(count) bytes in memory")
        }
    }
}
