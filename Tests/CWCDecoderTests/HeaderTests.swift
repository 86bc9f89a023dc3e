import CWCDecoder
import CWCImage
import CWCModel
import CWCTestSupport
import Testing

@Suite struct HeaderTests {
    let sample = Sample(width: 300, height: 9, channels: .greyAlpha)

    @Test("Size and metadata need no model")
    func withoutModel() throws {
        let decoder = try ImageDecoder(sample.bytes)
        #expect(decoder.header == sample.container.header)
    }

    @Test("The header is known from the beginning of a file")
    func prefix() throws {
        #expect(try ImageDecoder.header(of: Array(sample.bytes[..<64])) == sample.container.header)
    }

    @Test("A header that is cut is truncated")
    func cut() {
        #expect(
            throws: FormatError(
                .truncated, offset: 11, section: "cwc §4", detail: "width: the input ends here")
        ) {
            try ImageDecoder.header(of: Array(sample.bytes[..<12]))
        }
    }

    @Test("A model that nobody has is named")
    func unknownModel() throws {
        let decoder = try ImageDecoder(sample.bytes)
        let expected = FormatError(
            .unsupportedModel, offset: 14, section: "cwc §4.4",
            detail: "model_id: model \(tiny.id) is not at hand")
        #expect(throws: expected) { try decoder.decode { _ in nil } }
        #expect(throws: expected) { try decoder.importanceMap { _ in nil } }
        #expect(throws: expected) { try decoder.plan { _ in nil } }
    }

    @Test("A wrong model is the caller's mistake")
    func wrongModel() async {
        await #expect(processExitsWith: .failure) {
            var header = Sample(width: 1, height: 1).container
            header.header.model = ModelID(0..<8)
            _ = try ImageDecoder(header.serialized()).decode { _ in tiny }
        }
    }
}
