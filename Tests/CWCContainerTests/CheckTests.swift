import CWCContainer
import CWCImage
import Testing

@Suite struct CheckTests {
    @Test func theLimitIsTheLastThatPasses() throws {
        var header = plainFile().header
        (header.width, header.height) = (8192, 8192)
        try header.check(DecodingLimits())
        header.width += 1
        let error = FormatError(
            .limitExceeded, offset: 11, section: "cwc §10.3",
            detail: "8193 × 8192 = 67117056 pixels exceed 67108864")
        #expect(throws: error) { try header.check(DecodingLimits()) }
        try header.check(DecodingLimits(pixels: 8193 * 8192))
        (header.width, header.height) = (FormatLimits.largestSide, FormatLimits.largestSide)
        try header.check(DecodingLimits(pixels: .max))
    }

    @Test func aWrongPictureIsReportedAtTheStoredChecksum() throws {
        let header = wholeFile().header
        try header.check(pixelChecksum: 0xE271_3C9A)
        let error = FormatError(
            .checksumMismatch, offset: 23, section: "cwc §9.4",
            detail: "pixel_checksum: stored e2713c9a, computed 0000000a")
        #expect(throws: error) { try header.check(pixelChecksum: 10) }
        try plainFile().header.check(pixelChecksum: 10)
    }

    @Test func aMissingModelIsNamedAtItsPlace() {
        for file in [plainFile(), wholeFile()] {
            let error = FormatError(
                .unsupportedModel, offset: 13, section: "cwc §4.4",
                detail: "model_id: model 0123456789abcdef is not at hand")
            #expect(file.header.missingModel == error)
        }
    }

    @Test func aHeaderThatCannotBeIsABug() async {
        await #expect(processExitsWith: .failure) {
            _ = ImageHeader(
                width: 0, height: 1, channels: .rgb, payloadForm: .packed,
                model: ModelID([UInt8](repeating: 0, count: 8)))
        }
        await #expect(processExitsWith: .failure) {
            var header = plainFile().header
            header.qualityHundredths = 10_001
            var output = FieldWriter()
            header.write(to: &output)
        }
        await #expect(processExitsWith: .failure) {
            var file = wholeFile()
            file.alpha = nil
            _ = file.serialized()
        }
    }
}
