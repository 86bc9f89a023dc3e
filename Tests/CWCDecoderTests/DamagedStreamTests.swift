import CWCContainer
import CWCImage
import CWCModel
import CWCTestSupport
import Testing

@testable import CWCDecoder
@testable import CWCWavelet

/// Files with damaged streams. Spec cwc §5.6.
@Suite struct DamagedStreamTests {
    private static func samples() throws -> [WaveletSample] {
        [
            try WaveletSample(width: 800, height: 20, channels: .rgbAlpha, side: 256, hasMap: true),
            try WaveletSample(width: 16, height: 780, levels: 3, side: 256),
        ]
    }

    /// Pixels beyond a tile that its symbols reach, at most.
    private func reach(_ model: Model) throws -> Int {
        let networks = try #require(model.wavelet)
        return 4 * (networks.postFilter.reach + 1) + 4 << networks.levels.count
    }

    /// The pixels that are far from a tile.
    private func far(
        _ picture: RasterImage, from tile: ImageRegion, _ reach: Int
    ) -> [ArraySlice<UInt8>] {
        let count = picture.channels.count
        return (0..<picture.height * picture.width).compactMap { index in
            let (y, x) = index.quotientAndRemainder(dividingBy: picture.width)
            let isNear =
                (tile.columns.lowerBound - reach..<tile.columns.upperBound + reach).contains(x)
                && (tile.rows.lowerBound - reach..<tile.rows.upperBound + reach).contains(y)
            return isNear ? nil : picture.samples[index * count..<(index + 1) * count]
        }
    }

    @Test(arguments: try samples()) func damageStaysLocal(sample: WaveletSample) throws {
        var random = SeededRandom(seed: 80)
        let streams = try sample.streams
        let picture = try sample.decoded().image
        let reach = try reach(sample.model)
        for (index, payload) in streams.payloads.enumerated() {
            let (resolution, tile) = index.quotientAndRemainder(dividingBy: streams.tiles)
            var bytes = sample.bytes
            bytes[try #require(payload.indices.randomElement(using: &random))] ^= UInt8.random(
                in: 1...255, using: &random)
            for tolerance in [FaultTolerance.none, .earlyEnd] {
                let error = #expect(throws: FormatError.self) {
                    try ImageDecoder(bytes, tolerating: tolerance)
                }
                #expect(error?.code == .checksumMismatch)
                #expect(error?.offset == payload.startIndex)
            }
            let (image, faults) = try sample.decoded(bytes, tolerating: .damage)
            let fault = try #require(faults.first)
            #expect(faults.count == 1 && fault.tile == tile && fault.resolution == resolution)
            #expect(fault.description.hasPrefix("tile \(tile) ("))
            let intact = far(picture, from: fault.region, reach)
            #expect(!intact.isEmpty && intact.count < picture.width * picture.height)
            let isLocal = far(image, from: fault.region, reach) == intact
            let isSeen = image != picture
            #expect(isLocal && isSeen, "stream \(index)")
            guard resolution > 0 else { continue }
            // All that is known of the tile is used, and zeros stand for the rest.
            let kept = (0..<streams.tiles).map { $0 == tile ? resolution : streams.resolutions }
            expectSame(image, try sample.decoded(sample.file(keeping: kept)).image)
        }
    }

    /// Several tiles at once, and the end missing; as ever, threads change nothing.
    @Test(arguments: try samples()) func muchDamage(sample: WaveletSample) throws {
        var random = SeededRandom(seed: 81)
        let streams = try sample.streams
        for round in 0..<6 {
            var bytes = sample.bytes
            var first = [Int](repeating: streams.resolutions, count: streams.tiles)
            for _ in 0..<round {
                let index = Int.random(in: 0..<streams.payloads.count, using: &random)
                let place = streams.payloads[index].startIndex
                bytes[place] = ~sample.bytes[place]
                let (resolution, tile) = index.quotientAndRemainder(dividingBy: streams.tiles)
                first[tile] = min(first[tile], resolution)
            }
            if round % 2 == 1 {
                bytes.removeLast()
                first[streams.tiles - 1] = min(first[streams.tiles - 1], streams.resolutions - 1)
            }
            let (image, faults) = try sample.decoded(bytes, tolerating: .damage)
            #expect(
                faults.map { [$0.tile, $0.resolution] }
                    == first.indices.filter { first[$0] < streams.resolutions }
                    .map { [$0, first[$0]] })
            for threads in 2...4 {
                let other = try sample.decoded(
                    bytes, DecodingOptions(threads: threads), tolerating: .damage)
                expectSame(other.image, image, "\(threads) threads")
                #expect(other.faults == faults)
            }
            for reduction in [Reduction.half, .quarter] {
                var options = DecodingOptions()
                options.reduction = reduction
                let small = try sample.decoded(bytes, options, tolerating: .damage).image
                options.threads = 3
                expectSame(try sample.decoded(bytes, options, tolerating: .damage).image, small)
            }
        }
    }

    /// A stream under a right checksum that no range coder makes, in the single tile of a picture.
    @Test func aSingleTile() throws {
        let sample = try WaveletSample(width: 40, height: 24, levels: 2)
        let streams = try sample.streams
        for resolution in 0..<streams.resolutions {
            var container = try sample.container
            var payloads = streams.payloads
            payloads[resolution] = [UInt8](repeating: 0xAA, count: 999)[...]
            container.streams = Streams(
                resolutions: streams.resolutions, tiles: 1, hasImportance: streams.hasImportance,
                payloads: payloads)
            let bytes = container.serialized()
            let error = #expect(throws: FormatError.self) { try sample.decoded(bytes) }
            #expect(error?.code == .badPayload)
            let (image, faults) = try sample.decoded(bytes, tolerating: .damage)
            #expect(faults.map(\.resolution) == [resolution])
            #expect(faults[0].region == ImageRegion(width: 40, height: 24))
            // There are no neighbours: what is not known is grey.
            expectSame(image, try sample.decoded(sample.file(keeping: [resolution])).image)
        }
    }

    /// The faults that are reported: of the first tile that has one the coarsest, then alpha.
    @Test func theOrderOfErrors() throws {
        let sample = try WaveletSample(width: 600, height: 9, channels: .rgbAlpha, side: 256)
        let streams = try sample.streams
        let wrong = [UInt8](repeating: 0xAA, count: 999)[...]
        func error(_ damaged: [Int], hasAlpha: Bool) throws -> FormatError {
            var container = try sample.container
            var payloads = streams.payloads
            for index in damaged { payloads[index] = wrong }
            container.streams = Streams(
                resolutions: streams.resolutions, tiles: streams.tiles,
                hasImportance: streams.hasImportance, payloads: payloads)
            // A stored block of DEFLATE that ends after one row's filter, which does not exist.
            if hasAlpha { container.alpha = [0x01, 0x01, 0x00, 0xFE, 0xFF, 0x09] }
            let bytes = container.serialized()
            let offsets = try #require(try Container(parsing: bytes).streams).payloads
                .map(\.startIndex)
            var found: Set<FormatError?> = []
            for threads in 1...3 {
                found.insert(
                    #expect(throws: FormatError.self) {
                        try sample.decoded(bytes, DecodingOptions(threads: threads))
                    })
            }
            #expect(found.count == 1)
            let error = try #require(found.first ?? nil)
            #expect(error.section == (damaged.isEmpty ? "cwc §8" : "wavelet §4.1"))
            if let first = damaged.first { #expect(error.offset == offsets[first]) }
            return error
        }
        // The first in each list is the one that is reported; streams are numbered by resolution,
        // then tile, and there are three tiles.
        for damaged in [[0], [8], [1, 5], [3, 1, 2], [6, 1], [4, 7], [3, 6, 8]] {
            for hasAlpha in [false, true] {
                #expect(try error(damaged, hasAlpha: hasAlpha).code == .badPayload)
            }
        }
        #expect(try error([], hasAlpha: true).code == .badDeflate)
    }
}
