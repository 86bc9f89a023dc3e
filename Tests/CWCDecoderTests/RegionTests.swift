import CWCContainer
import CWCEncoder
import CWCImage
import CWCModel
import CWCTestSupport
import CWCWavelet
import Testing

@testable import CWCDecoder

/// A region is exactly that part of the whole picture. Spec cwc §9.5.
@Suite struct RegionTests {
    private static func samples() throws -> [WaveletSample] {
        [
            try WaveletSample(width: 61, height: 83, channels: .rgbAlpha, levels: 2),
            try WaveletSample(width: 90, height: 70, levels: 4, hasMap: true),
            try WaveletSample(
                width: 530, height: 21, channels: .greyAlpha, levels: 3, side: 256, hasMap: true),
            try WaveletSample(width: 17, height: 521, channels: .grey, levels: 2, side: 256),
            try WaveletSample(width: 260, height: 259, levels: 3, side: 256),
        ]
    }

    @Test(arguments: try samples(), [30]) func regionsAreCrops(
        sample: WaveletSample, count: Int
    ) throws {
        var random = SeededRandom(seed: 77)
        let levels = try #require(sample.model.wavelet).levels.count
        let reductions = Reduction.allCases.filter { $0.rawValue <= 1 << levels }
        var whole: [Reduction: RasterImage] = [:]
        for round in 0..<count {
            // Every other region is one of the whole size.
            let reduction =
                round % 2 == 0
                ? Reduction.full : try #require(reductions.randomElement(using: &random))
            var options = DecodingOptions()
            options.reduction = reduction
            let picture = try whole[reduction] ?? sample.decoded(nil, options).image
            whole[reduction] = picture
            let region = ImageRegion.random(
                width: picture.width, height: picture.height, using: &random)
            options.region = region
            options.threads = 1 + round % 3
            expectSame(
                try sample.decoded(nil, options).image, picture.cropped(to: region),
                "\(region) at 1/\(reduction.rawValue), \(options.threads) threads")
        }
    }

    /// The seed family decodes all codes, and gives the rows that are asked for.
    @Test(arguments: Channels.allCases) func regionsOfTheSeed(channels: Channels) throws {
        var random = SeededRandom(seed: 78)
        let decoder = try ImageDecoder(Sample(width: 45, height: 38, channels: channels).bytes)
        let picture = try decoder.decode(models: lookUp)
        for threads in 1...13 {
            var options = DecodingOptions(threads: threads)
            let region = ImageRegion.random(width: 45, height: 38, using: &random)
            options.region = region
            expectSame(
                try decoder.decode(options, models: lookUp), picture.cropped(to: region),
                "\(region)")
        }
    }

    /// Rows have the numbers that they have in the picture.
    @Test func rowsOfARegion() throws {
        let sample = try WaveletSample(width: 40, height: 50, channels: .rgbAlpha)
        var options = DecodingOptions()
        options.region = ImageRegion(x: 3, y: 20, width: 30, height: 9)
        let decoder = try ImageDecoder(sample.bytes)
        #expect(
            options.shape(decoder.header)
                == ImageShape(width: 30, height: 9, channels: .rgbAlpha))
        var numbers: [Int] = []
        var samples: [UInt8] = []
        try decoder.decode(options, models: { _ in sample.model }) { y, row in
            numbers.append(y)
            for index in row.indices { samples.append(UInt8(row[index])) }
        }
        #expect(numbers == Array(20..<29))
        #expect(try samples == sample.decoded(nil, options).image.samples)
    }

    /// Nothing is known of the checksum of a region, and nothing is decoded that is not needed.
    @Test func whatIsFarAwayDoesNotMatter() throws {
        let sample = try WaveletSample(width: 600, height: 20, side: 256)
        var container = try sample.container
        let streams = try sample.streams
        var payloads = streams.payloads
        // The finest stream of the last tile is not one that the range coder makes.
        payloads[3 * streams.resolutions - 1] = [UInt8](repeating: 0xAA, count: 99)[...]
        container.streams = Streams(
            resolutions: streams.resolutions, tiles: 3, hasImportance: streams.hasImportance,
            payloads: payloads)
        let bytes = container.serialized()
        #expect(throws: FormatError.self) { try sample.decoded(bytes) }
        var options = DecodingOptions()
        options.region = ImageRegion(x: 0, y: 0, width: 400, height: 20)
        let found = try sample.decoded(bytes, options).image
        expectSame(found, try sample.decoded(nil, options).image)
        options.region = nil
        options.reduction = .half
        let half = try sample.decoded(bytes, options).image
        expectSame(half, try sample.decoded(nil, options).image)
    }

    /// A small region of a large picture is planned for as such.
    @Test func regionsTakeLessMemory() throws {
        var random = SeededRandom(seed: 6)
        let model = try Model.tinyWavelet(levels: 4, using: &random)
        func plan(_ region: ImageRegion?) -> Int {
            var options = DecodingOptions()
            options.region = region
            return DecodePlan(
                header: ImageHeader(
                    width: 8000, height: 8000, channels: .rgb, payloadForm: .range,
                    model: model.id, qualityHundredths: 5000, tiling: Tiling(side: 256)),
                model: model, options, keepsRows: false
            ).byteCount
        }
        #expect(4 * plan(ImageRegion(x: 4000, y: 4000, width: 300, height: 300)) < plan(nil))
    }
}
