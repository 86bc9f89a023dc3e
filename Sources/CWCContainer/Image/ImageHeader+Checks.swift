extension ImageHeader {
    /// Refuses a picture that is larger than the caller allows. To be called before anything is
    /// allocated for it.
    ///
    /// - Throws: `limitExceeded`. Spec cwc §10.3.
    public func check(_ limits: DecodingLimits) throws(FormatError) {
        let pixels = UInt64(width) * UInt64(height)
        guard pixels <= limits.pixels else {
            throw limitExceeded("= \(pixels) pixels exceed \(limits.pixels)")
        }
    }

    /// Refuses a picture that is larger than the caller allows when it is padded as its family asks.
    ///
    /// - Parameters:
    ///   - paddedArea: Pixels with padding.
    ///   - limits: What the caller allows.
    /// - Throws: `limitExceeded`. Spec cwc §10.3.
    public func check(paddedArea: UInt64, _ limits: DecodingLimits) throws(FormatError) {
        guard paddedArea <= limits.pixels else {
            throw limitExceeded(
                "are coded as \(paddedArea) pixels, which exceed \(limits.pixels)")
        }
    }

    /// Refuses a picture that takes more memory than the caller allows.
    ///
    /// - Parameters:
    ///   - planned: Bytes that decoding would take.
    ///   - limits: What the caller allows.
    /// - Throws: `limitExceeded`. Spec cwc §10.3.
    public func check(planned: Int, _ limits: DecodingLimits) throws(FormatError) {
        guard planned <= limits.memory else {
            throw limitExceeded(
                "pixels take \(planned) bytes of memory with this model, which exceed "
                    + "\(limits.memory)")
        }
    }

    /// The error for a picture that is beyond a limit of the caller's.
    private func limitExceeded(_ detail: String) -> FormatError {
        FormatError(
            .limitExceeded, offset: offset(of: "width"), section: "cwc §10.3",
            detail: "\(width) × \(height) \(detail)")
    }

    /// Refuses pixels that are not the ones that the file was made for.
    ///
    /// - Parameter computed: CRC-32 of the decoded samples.
    /// - Throws: `checksumMismatch`, when the header has a checksum. Spec cwc §9.4.
    public func check(pixelChecksum computed: UInt32) throws(FormatError) {
        guard let stored = pixelChecksum, stored != computed else { return }
        throw FormatError(
            .checksumMismatch, offset: offset(of: "pixel_checksum"), section: "cwc §9.4",
            detail: "pixel_checksum: stored \(hexadecimal(stored)), "
                + "computed \(hexadecimal(computed))")
    }

    /// The error for a file whose model is not at hand.
    public var missingModel: FormatError {
        FormatError(
            .unsupportedModel, offset: offset(of: "model_id"), section: "cwc §4.4",
            detail: "model_id: model \(model) is not at hand")
    }

    /// The error for a field whose value does not suit the model.
    package func error(
        _ code: FormatError.Code, at field: String, section: String, _ detail: String
    ) -> FormatError {
        FormatError(
            code, offset: offset(of: field), section: section, detail: "\(field): \(detail)")
    }

    /// Where a field of this header stands in a file. Only errors need to know, so it is found the
    /// slow way, with the one list of fields there is.
    private func offset(of field: String) -> Int {
        var output = FieldWriter()
        write(to: &output)
        let trace = FieldTrace()
        var input = FieldReader(output.bytes[...], section: "cwc §4", trace: trace)
        _ = try? ImageHeader(parsing: &input)
        return trace.fields.first { $0.name == field }?.offset ?? 0
    }
}
