import CWCImage
import CWCModel
import CWCTestSupport
import Testing

@testable import CWCDecoder

@Suite struct ArrivingFileTests {
    /// With each piece more is there and never less, and what can be shown is what the whole file
    /// gives.
    @Test func growsWithItsPieces() throws {
        let sample = try WaveletSample(
            width: 300, height: 270, channels: .rgbAlpha, levels: 2, side: 256, hasMap: true,
            seed: 3)
        let whole = try ImageDecoder(sample.bytes)
        var file = ArrivingFile()
        #expect(try file.header == nil)
        var last = 0
        var shown: [Reduction] = []
        for start in stride(from: 0, to: sample.bytes.count, by: 97) {
            file.append(sample.bytes[start...].prefix(97))
            if let header = try file.header { #expect(header == whole.header) }
            guard let progress = try file.progress() else {
                #expect(last == 0)
                continue
            }
            #expect(progress.streams >= last && progress.allStreams == 3 * 4)
            last = progress.streams
            #expect(progress.isComplete == (start + 97 >= sample.bytes.count))
            guard let reduction = progress.reduction, shown.last != reduction else { continue }
            shown.append(reduction)
            var options = DecodingOptions()
            options.reduction = reduction
            #expect(
                try file.decoder().decode(options) { _ in sample.model }
                    == whole.decode(options) { _ in sample.model })
        }
        #expect(shown == [.quarter, .half, .full])
    }

    @Test func refusesWhatIsWrong() throws {
        var file = ArrivingFile()
        file.append("PNG, or what?".utf8)
        #expect(throws: FormatError.self) { try file.header }
        #expect(throws: FormatError.self) { try file.progress() }
        let sample = try WaveletSample(
            width: 30, height: 20, channels: .rgb, levels: 2, side: nil, hasMap: false, seed: 3)
        var small = ArrivingFile(limits: DecodingLimits(pixels: 599))
        small.append(sample.bytes)
        let error = #expect(throws: FormatError.self) { try small.progress() }
        #expect(error?.code == .limitExceeded)
    }
}
