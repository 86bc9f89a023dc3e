import CWCContainer
import CWCEncoder
import CWCImage
import CWCModel
import CWCTestSupport
import Testing

@testable import CWCDecoder
@testable import CWCWavelet

/// A file of the wavelet family: a random picture, coded by a small model with random weights.
struct WaveletSample: Sendable, CustomTestStringConvertible {
    let model: Model
    let bytes: [UInt8]
    let testDescription: String

    /// Encodes a picture in tiles of a side, or in one.
    init(
        width: Int, height: Int, channels: Channels = .rgb, levels: Int = 2, side: Int? = nil,
        hasMap: Bool = false, seed: UInt64 = 5
    ) throws {
        var random = SeededRandom(seed: seed)
        model = try .tinyWavelet(levels: levels, using: &random)
        let grey = (0..<width * height).map { UInt8(255 * ($0 % width) / width) }
        let encoder = try ImageEncoder(
            model: model,
            options: EncodingOptions(
                quality: 55, effort: 0,
                importance: hasMap
                    ? .mask(ROIMask(width: width, height: height, samples: grey)) : .model,
                tiling: side.flatMap { Tiling(side: $0) } ?? Tiling.none))
        bytes = try encoder.encode(
            Self.picture(width: width, height: height, channels: channels, using: &random)
        ).bytes
        testDescription =
            "\(width)×\(height) \(channels.name), \(levels) levels, tiles of \(side ?? 0)"
    }

    /// Waves with noise on them, so that no stream is empty.
    private static func picture(
        width: Int, height: Int, channels: Channels, using random: inout SeededRandom
    ) -> RasterImage {
        RasterImage(
            width: width, height: height, channels: channels,
            samples: (0..<width * height * channels.count).map { index in
                let (place, channel) = index.quotientAndRemainder(dividingBy: channels.count)
                let wave = (place / width * (channel + 3) + place % width * (5 - channel)) % 200
                return UInt8(28 + abs(wave - 100) + Int.random(in: 0...99, using: &random))
            })
    }

    /// The file taken apart.
    var container: Container {
        get throws { try Container(parsing: bytes) }
    }

    /// Its streams.
    var streams: Streams {
        get throws { try #require(try container.streams) }
    }

    /// What is decoded, and what is said to be missing of it.
    func decoded(
        _ bytes: [UInt8]? = nil, _ options: DecodingOptions = DecodingOptions(),
        tolerating tolerance: FaultTolerance = .none
    ) throws -> (image: RasterImage, faults: [StreamFault]) {
        var faults: [StreamFault] = []
        let image = try ImageDecoder(bytes ?? self.bytes, tolerating: tolerance).decode(
            options, models: { $0 == model.id ? model : nil }, onFault: { faults.append($0) })
        return (image, faults)
    }

    /// A file with the same symbols as far as the first streams of each tile give them, and zeros in
    /// place of all others. Spec wavelet §4.8.
    func file(keeping kept: [Int]) throws -> [UInt8] {
        var container = try container
        let header = container.header
        let streams = try streams
        let networks = try #require(model.wavelet)
        let geometry = WaveletGeometry(
            imageWidth: header.width, imageHeight: header.height, levels: networks.levels.count)
        let layout = StreamLayout(levels: geometry.levels)
        var payloads = streams.payloads
        for (index, tile) in try geometry.tiles(#require(header.tiling)).enumerated() {
            let coder = SubbandCoder(
                networks, tile.geometry, quality: Int(try #require(header.qualityHundredths)),
                threads: 1)
            let tileStreams = (0..<streams.resolutions).map { streams[$0, index] }
            var map = streams.hasImportance ? try coder.importance(of: tileStreams[0]) : nil
            var symbols = try coder.decoded(tileStreams, hasImportance: streams.hasImportance)
            for level in 1...geometry.levels where layout.stream(ofLevel: level) >= kept[index] {
                symbols.details[level - 1] = SubbandSymbols.zeros(level, tile.geometry)
            }
            if kept[index] == 0 {
                symbols = SubbandSymbols(tile.geometry)
                map = map.map {
                    WaveletImportanceMap(
                        width: $0.width, height: $0.height,
                        offsets: $0.offsets.map { _ in 0 })
                }
            }
            for (resolution, payload) in coder.coded(symbols, map).streams.enumerated() {
                payloads[resolution * streams.tiles + index] = payload[...]
            }
        }
        container.header.pixelChecksum = nil
        container.streams = Streams(
            resolutions: streams.resolutions, tiles: streams.tiles,
            hasImportance: streams.hasImportance, payloads: payloads)
        return container.serialized()
    }
}

/// Pictures must be the same; if they are not, it does not help to print all samples.
func expectSame(
    _ one: RasterImage, _ other: RasterImage, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let areSame = one == other
    #expect(areSame, comment, sourceLocation: sourceLocation)
}
