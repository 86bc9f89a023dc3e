import CWCBitstream
package import CWCImage

/// Reads the opacity of a picture row by row, in memory that does not hold it. Spec cwc §8.
package final class AlphaReader {
    private let payload: Payload
    /// Nil where all is opaque.
    private let stream: InflateStream?
    private let size: Int
    private let depth: SampleDepth
    private let rowByteCount: Int
    /// The row before the next one.
    private var above: [UInt16]

    /// A reader at the first row of a plane of this size.
    ///
    /// - Throws: `badDeflate` where so few bytes cannot hold it.
    package init(
        _ bytes: ArraySlice<UInt8>, width: Int, height: Int, depth: SampleDepth
    ) throws(FormatError) {
        payload = Payload(bytes, name: "alpha", section: "cwc §8")
        self.depth = depth
        rowByteCount = 1 + FilteredRow.byteCount(width: width, depth)
        size = height * rowByteCount
        stream = bytes.isEmpty ? nil : InflateStream(bytes)
        above = [UInt16](repeating: stream == nil ? UInt16(depth.maximum) : 0, count: width)
        guard stream == nil || Deflate.canHold(size, in: bytes.count) else {
            throw fail(BitstreamError(.deflateTooShort, offset: bytes.endIndex))
        }
    }

    private func fail(_ error: BitstreamError) -> FormatError {
        payload.fail(error, "it must give \(size) bytes")
    }

    /// The samples of the next row.
    ///
    /// - Throws: `badDeflate`, or `badPayload` for an unknown filter or a filtered sample beyond the
    ///   depth.
    package func nextRow() throws(FormatError) -> [UInt16] {
        guard let stream else { return above }
        let filtered: [UInt8]
        do throws(BitstreamError) {
            filtered = try stream.read(rowByteCount)
        } catch {
            throw fail(error)
        }
        guard let filter = RowFilter(rawValue: filtered[0]) else {
            throw payload.fail(.badPayload, "filter \(filtered[0]) of 5")
        }
        guard let residuals = FilteredRow.samples(filtered[1...], depth) else {
            throw payload.fail(.badPayload, "a filtered sample of more than \(depth.bits) bits")
        }
        above = filter.restored(residuals, above: above, white: UInt16(depth.maximum))
        return above
    }

    /// Samples of a row.
    package var width: Int { above.count }

    /// Makes sure that the payload ends with the last row.
    ///
    /// - Throws: `badDeflate`.
    package func finish() throws(FormatError) {
        do throws(BitstreamError) {
            try stream?.finish()
        } catch {
            throw fail(error)
        }
    }
}
