import CWCBitstream
package import CWCContainer

extension WaveletImportanceMap {
    /// The payload of the map; nothing where it is even. Spec wavelet §4.6.
    package var payload: [UInt8] {
        guard !isEven else { return [] }
        var values = offsets.map(Int16.init)
        var encoder = RangeEncoder()
        var planes = MedianPredictiveCoder.importance
        planes.code(&values, height: height, width: width, with: &encoder)
        return encoder.finish()
    }

    /// Reads the map of a picture; nil where its payload is empty.
    ///
    /// - Throws: `badPayload`, at the payload's first byte.
    package init?(
        parsing payload: ArraySlice<UInt8>, _ geometry: WaveletGeometry
    ) throws(FormatError) {
        guard !payload.isEmpty else { return nil }
        let (height, width) = Self.size(width: geometry.width, height: geometry.height)
        var values = [Int16](repeating: 0, count: height * width)
        do throws(BitstreamError) {
            try payload.withUnsafeBufferPointer { bytes throws(BitstreamError) in
                var decoder = RangeDecoder(bytes)
                var planes = MedianPredictiveCoder.importance
                try planes.code(&values, height: height, width: width, with: &decoder)
                try decoder.finish()
            }
        } catch {
            throw FormatError(
                .badPayload, offset: payload.startIndex, section: "wavelet §4.6",
                detail: "importance: \(error.explanation)")
        }
        self.init(width: width, height: height, offsets: values.map { Int8($0) })
    }
}
