import CWCContainer
import CWCImage
import CWCModel
import CWCNetwork
import CWCTestSupport
import CWCWavelet
import Testing

@testable import CWCDecoder

/// What a decoder refuses of files of the wavelet family before it reads their codes.
@Suite struct WaveletFileTests {
    private static let model: Model = {
        var random = SeededRandom(seed: 12)
        guard let model = try? Model.tinyWavelet(using: &random) else {
            preconditionFailure("a tiny model")
        }
        return model
    }()

    private func file(
        form: PayloadForm = .range, quality: UInt16? = 5000, importance: [UInt8] = [],
        codes: [UInt8] = []
    ) -> [UInt8] {
        Container(
            header: ImageHeader(
                width: 9, height: 3, channels: .rgb, payloadForm: form, model: Self.model.id,
                qualityHundredths: quality, pixelChecksum: nil),
            importance: importance, codes: codes
        ).serialized()
    }

    private func problem(_ file: [UInt8]) -> FormatError? {
        do throws(FormatError) {
            _ = try ImageDecoder(file).decode { _ in Self.model }
            return nil
        } catch { return error }
    }

    @Test(arguments: [PayloadForm.packed, .deflate])
    func otherPayloadForms(form: PayloadForm) {
        let error = problem(file(form: form))
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.offset == 10 && error?.section == "wavelet §2")
    }

    @Test func anUnknownQuality() {
        let error = problem(file(quality: nil))
        #expect(error?.code == .badValue)
        #expect(error?.offset == 21 && error?.section == "wavelet §2")
    }

    @Test func aMapThatNoDecisionsMake() {
        let error = problem(file(importance: [UInt8](repeating: 1, count: 9)))
        #expect(error?.code == .badPayload && error?.section == "wavelet §4.6")
    }

    /// An empty payload is the end of no decisions, not of those that a picture has.
    @Test func noCodes() {
        let error = problem(file())
        #expect(error?.code == .badPayload && error?.section == "wavelet §4.1")
    }

    /// A map is shown as far as the picture reaches: padding may have had cells of its own.
    @Test func aMapIsShown() throws {
        let map = WaveletImportanceMap(width: 1, height: 1, offsets: [-3])
        let decoder = try ImageDecoder(file(importance: map.payload))
        let shown = try #require(try decoder.importanceMap { _ in Self.model })
        #expect(shown.width == 1 && shown.height == 1 && shown.scale == 16)
        #expect(shown.values == [-3] && shown.range == -16...15)
        #expect(shown.greys == [106])
    }

    @Test func thereIsNoMapToAskFor() throws {
        let decoder = try ImageDecoder(file())
        #expect(try decoder.importanceMap { _ in Self.model } == nil)
        #expect(throws: FormatError.self) { try decoder.check { _ in Self.model } }
    }

    /// The plan grows with the picture and stands before anything is read.
    @Test func aPictureTooLargeForTheMemory() throws {
        let decoder = try ImageDecoder(file(), limits: DecodingLimits(memory: 1000))
        #expect {
            try decoder.decode { _ in Self.model }
        } throws: { ($0 as? FormatError)?.code == .limitExceeded }
    }
}
