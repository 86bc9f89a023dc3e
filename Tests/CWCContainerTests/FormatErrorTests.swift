import CWCBitstream
import CWCContainer
import Testing

@Suite struct FormatErrorTests {
    @Test(
        arguments: [
            (.truncated, .truncated), (.badSignature, .malformed), (.badVarint, .malformed),
            (.badValue, .malformed), (.checksumMismatch, .malformed),
            (.duplicateSection, .malformed),
            (.misplacedSection, .malformed), (.missingSection, .malformed),
            (.trailingBytes, .malformed), (.badPayload, .malformed), (.badDeflate, .malformed),
            (.unsupportedVersion, .unsupported), (.unsupportedFeature, .unsupported),
            (.unsupportedSection, .unsupported), (.unsupportedModel, .unsupported),
            (.limitExceeded, .limitExceeded),
        ] as [(FormatError.Code, FormatError.Family)])
    func everyCodeHasItsFamily(code: FormatError.Code, family: FormatError.Family) {
        #expect(code.family == family)
    }

    @Test(
        arguments: [
            (.endOfInput, .truncated), (.varintNotMinimal, .badVarint),
            (.varintTooLarge, .badVarint),
            (.deflateCorrupt, .badDeflate), (.deflateTooShort, .badDeflate),
            (.deflateTooLong, .badDeflate), (.deflateTrailingBytes, .badDeflate),
        ] as [(BitstreamError.Kind, FormatError.Code)])
    func faultsOfTheBytesKeepTheirPlace(kind: BitstreamError.Kind, code: FormatError.Code) {
        let error = FormatError(BitstreamError(kind, offset: 7), section: "cwc §2", detail: "x")
        #expect(error == FormatError(code, offset: 7, section: "cwc §2", detail: "x"))
    }

    @Test func aMessageSaysWhatAndWhere() {
        let error = FormatError(.badValue, offset: 11, section: "cwc §4", detail: "width: 0")
        #expect("\(error)" == "malformed (badValue) at byte 11 (Spec cwc §4): width: 0")
    }
}
