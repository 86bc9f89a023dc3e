import CWCContainer
import CWCEncoder
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

    /// A file of 9 × 3 pixels. The tiny model has two levels, so a tile has three streams.
    private func file(
        form: PayloadForm = .range, quality: UInt16? = 5000, streams: [[UInt8]] = [[], [], []],
        hasImportance: Bool = false
    ) -> [UInt8] {
        Container(
            header: ImageHeader(
                width: 9, height: 3, channels: .rgb, payloadForm: form, model: Self.model.id,
                qualityHundredths: quality, tiling: Tiling.none, pixelChecksum: nil),
            streams: Streams(
                resolutions: streams.count, tiles: 1, hasImportance: hasImportance,
                payloads: streams.map { $0[...] })
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

    @Test func importanceMapAndCodesAsSections() {
        let file = Container(
            header: ImageHeader(
                width: 9, height: 3, channels: .rgb, payloadForm: .range, model: Self.model.id,
                qualityHundredths: 5000, pixelChecksum: nil)
        ).serialized()
        let error = problem(file)
        #expect(error?.code == .badValue)
        #expect(error?.offset == 10 && error?.section == "wavelet §2")
    }

    @Test(arguments: [1, 2, 4]) func otherNumbersOfStreams(count: Int) {
        let error = problem(file(streams: [[UInt8]](repeating: [], count: count)))
        #expect(error?.code == .badPayload && error?.section == "wavelet §4.1")
    }

    /// An empty payload is the end of no decisions, not of those that a picture has.
    @Test func noCodes() {
        let error = problem(file())
        #expect(error?.code == .badPayload && error?.section == "wavelet §4.1")
    }

    /// A map is shown as far as the picture reaches: padding may have had cells of its own.
    @Test func aMapIsShown() throws {
        let image = RasterImage(
            width: 9, height: 3, channels: .rgb, samples: [UInt8](repeating: 90, count: 81))
        let encoder = try ImageEncoder(
            model: Self.model,
            options: EncodingOptions(
                importance: .mask(
                    ROIMask(width: 9, height: 3, samples: [UInt8](repeating: 104, count: 27)))))
        let decoder = try ImageDecoder(encoder.encode(image).bytes)
        let shown = try #require(try decoder.importanceMap { _ in Self.model })
        #expect(shown.width == 1 && shown.height == 1 && shown.scale == 16)
        #expect(shown.values == [-3] && shown.range == -16...15)
        #expect(shown.greys == [106])
    }

    /// The tiny model has two levels: no picture is smaller than a quarter.
    @Test(arguments: Reduction.allCases.dropFirst())
    func reducedPictures(reduction: Reduction) throws {
        let image = RasterImage(
            width: 9, height: 3, channels: .rgbAlpha,
            samples: (0..<27).flatMap { [90, 120, 60, $0 % 9 < 4 ? 255 : UInt8($0)] })
        let encoder = try ImageEncoder(model: Self.model)
        let decoder = try ImageDecoder(encoder.encode(image).bytes)
        var options = DecodingOptions()
        options.reduction = reduction
        guard reduction.rawValue <= 4 else {
            let error = #expect(throws: FormatError.self) {
                try decoder.decode(options) { _ in Self.model }
            }
            #expect(error?.code == .unsupportedFeature && error?.section == "wavelet §8.3")
            return
        }
        let reduced = try decoder.decode(options) { _ in Self.model }
        #expect(reduced.channels == .rgbAlpha)
        #expect(reduced.width == (reduction == .half ? 5 : 3))
        #expect(reduced.height == (reduction == .half ? 2 : 1))
        options.threads = 3
        #expect(try decoder.decode(options) { _ in Self.model } == reduced)
        // Rows 0 and 1 (or 0 to 2) of the first columns are opaque; behind them stands the mean.
        #expect(reduced.samples[3] == 255)
        // Columns 4 and 5 of rows 0 and 1: 4, 5, 13, 14; column 4 … 7 of all rows: 4 … 7, 13 … 16, 22 … 25.
        #expect(reduced.samples[reduction == .half ? 11 : 7] == (reduction == .half ? 9 : 15))
    }

    /// A file of the seed family has none.
    @Test func reducedPicturesOfTheSeed() throws {
        var random = SeededRandom(seed: 13)
        let model = try Model.tiny(using: &random)
        let image = RasterImage(
            width: 9, height: 3, channels: .rgb, samples: [UInt8](repeating: 90, count: 81))
        let decoder = try ImageDecoder(ImageEncoder(model: model).encode(image).bytes)
        var options = DecodingOptions()
        options.reduction = .half
        let error = #expect(throws: FormatError.self) {
            try decoder.decode(options) { _ in model }
        }
        #expect(error?.code == .unsupportedFeature)
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
