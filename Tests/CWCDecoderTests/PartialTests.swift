import CWCContainer
import CWCImage
import CWCTestSupport
import Testing

@testable import CWCDecoder

/// Files that end early. Spec cwc §5.6.
@Suite struct PartialTests {
    private static func samples() throws -> [WaveletSample] {
        [
            try WaveletSample(width: 40, height: 30, levels: 4, hasMap: true),
            try WaveletSample(width: 33, height: 9, channels: .greyAlpha, levels: 2),
            try WaveletSample(width: 530, height: 12, channels: .rgbAlpha, side: 256, hasMap: true),
            try WaveletSample(width: 20, height: 270, levels: 3, side: 256),
        ]
    }

    /// Lengths of beginnings: each stream's borders and what is around them, and its middle.
    private func lengths(_ sample: WaveletSample) throws -> [Int] {
        let payloads = try sample.streams.payloads
        var lengths: Set<Int> = []
        for payload in payloads {
            let (start, end) = (payload.startIndex, payload.endIndex)
            lengths.formUnion([start, (start + end) / 2, end - 1, end])
        }
        return lengths.filter { $0 >= payloads[0].startIndex }.sorted()
    }

    /// By tile, the streams that are whole in a beginning.
    private func kept(_ sample: WaveletSample, _ length: Int) throws -> [Int] {
        let streams = try sample.streams
        let first =
            streams.payloads.firstIndex { $0.endIndex > length } ?? streams.payloads.count
        return (0..<streams.tiles).map { tile in
            (0..<streams.resolutions).filter { $0 * streams.tiles + tile < first }.count
        }
    }

    /// Without header and sections there is no picture to show.
    @Test(arguments: try samples()) func beginningsWithoutStreams(sample: WaveletSample) throws {
        let start = try sample.streams.payloads[0].startIndex
        for count in 0..<start {
            for tolerance in [FaultTolerance.none, .earlyEnd, .damage] {
                let error = #expect(throws: FormatError.self) {
                    try ImageDecoder(Array(sample.bytes[..<count]), tolerating: tolerance)
                }
                #expect(error?.code == .truncated, "\(count) bytes")
            }
        }
    }

    /// Zeros stand for what is missing, and nothing else is new.
    @Test(arguments: try samples()) func missingStreamsAreZeros(sample: WaveletSample) throws {
        let resolutions = try sample.streams.resolutions
        var pictures: [[Int]: RasterImage] = [:]
        for length in try lengths(sample) {
            let beginning = Array(sample.bytes[..<length])
            let kept = try kept(sample, length)
            let isWhole = kept.allSatisfy { $0 == resolutions }
            if length < sample.bytes.count {
                let error = #expect(throws: FormatError.self) { try ImageDecoder(beginning) }
                #expect(error?.code == .truncated && error?.section == "cwc §5.5")
            }
            let expected = try pictures[kept] ?? sample.decoded(sample.file(keeping: kept)).image
            pictures[kept] = expected
            let (image, faults) = try sample.decoded(beginning, tolerating: .earlyEnd)
            expectSame(image, expected, "\(length) bytes")
            #expect(
                faults.map { [$0.tile, $0.resolution] }
                    == kept.indices.filter { kept[$0] < resolutions }.map { [$0, kept[$0]] })
            // Damage is tolerated beside an early end; only what is concealed may differ.
            if kept.allSatisfy({ $0 > 0 }) {
                expectSame(try sample.decoded(beginning, tolerating: .damage).image, expected)
            }
            if isWhole { expectSame(image, try sample.decoded().image) }
        }
        #expect(pictures.count > resolutions)
    }

    /// Nor does it depend on threads; regions are crops and smaller pictures are smaller.
    @Test(arguments: try samples()) func partialPicturesHaveOneResult(
        sample: WaveletSample
    ) throws {
        var random = SeededRandom(seed: 79)
        let streams = try sample.streams
        for place in [0, 1, streams.payloads.count - 1] {
            let beginning = Array(sample.bytes[..<streams.payloads[place].endIndex])
            for reduction in [Reduction.full, .quarter] {
                var options = DecodingOptions()
                options.reduction = reduction
                let whole = try sample.decoded(beginning, options, tolerating: .earlyEnd).image
                for threads in 2...5 {
                    options.threads = threads
                    let region = ImageRegion.random(
                        width: whole.width, height: whole.height, using: &random)
                    options.region = threads % 2 == 0 ? nil : region
                    expectSame(
                        try sample.decoded(beginning, options, tolerating: .earlyEnd).image,
                        threads % 2 == 0 ? whole : whole.cropped(to: region))
                }
            }
        }
    }

    /// A reduced picture needs no more of a file than the streams that it is made from, and then
    /// nothing is missing.
    @Test func aBeginningIsEnoughForASmallerPicture() throws {
        let sample = try WaveletSample(width: 530, height: 40, levels: 4, side: 256)
        let streams = try sample.streams
        for (index, reduction) in [Reduction.eighth, .quarter, .half].enumerated() {
            let end = streams[index, streams.tiles - 1].endIndex
            var options = DecodingOptions()
            options.reduction = reduction
            let (image, faults) = try sample.decoded(
                Array(sample.bytes[..<end]), options, tolerating: .earlyEnd)
            #expect(faults.isEmpty)
            expectSame(image, try sample.decoded(nil, options).image)
        }
    }

    /// A file that ends early is not one that may be damaged.
    @Test(arguments: [nil, 256]) func damageIsStillRefused(side: Int?) throws {
        let sample = try WaveletSample(width: 300, height: 9, side: side)
        let streams = try sample.streams
        // A stream that the range coder does not make, under right checksums.
        var container = try sample.container
        var payloads = streams.payloads
        payloads[streams.tiles - 1] = [UInt8](repeating: 0xAA, count: 999)[...]
        container.streams = Streams(
            resolutions: streams.resolutions, tiles: streams.tiles,
            hasImportance: streams.hasImportance, payloads: payloads)
        let bytes = container.serialized()
        for dropped in 0...1 {
            let error = #expect(throws: FormatError.self) {
                try sample.decoded(bytes.dropLast(dropped), tolerating: .earlyEnd)
            }
            #expect(error?.code == .badPayload && error?.section == "wavelet §4.1")
        }
        // A checksum that is there and differs. That of a single tile is not looked at when streams
        // are missing: it is one of all of them.
        var flipped = sample.bytes
        flipped[streams.payloads[0].startIndex] ^= 1
        let error = #expect(throws: FormatError.self) {
            try ImageDecoder(flipped, tolerating: .earlyEnd)
        }
        #expect(error?.code == .checksumMismatch)
        // Pixels that differ, where nothing is missing.
        var wrong = try sample.container
        wrong.header.pixelChecksum = wrong.header.pixelChecksum.map { $0 ^ 1 }
        let mismatch = #expect(throws: FormatError.self) {
            try sample.decoded(wrong.serialized(), tolerating: .earlyEnd)
        }
        #expect(mismatch?.code == .checksumMismatch && mismatch?.section == "cwc §9.4")
    }

    /// Files of sections have no streams that could be missing.
    @Test func aFileOfTheSeedFamilyEndsEarly() throws {
        let bytes = Sample(width: 19, height: 11).bytes
        for tolerance in [FaultTolerance.earlyEnd, .damage] {
            let error = #expect(throws: FormatError.self) {
                try ImageDecoder(bytes.dropLast(), tolerating: tolerance)
            }
            #expect(error?.code == .truncated)
        }
    }
}
