import CWCContainer
import CWCDecoder
import CWCImage
import CWCModel
import CWCTestSupport
import Testing

@testable import CWCEncoder

/// Pictures of several tiles: what is encoded depends on neither threads nor on how rows come.
@Suite struct TileEncodingTests {
    private let image: RasterImage = {
        var random = SeededRandom(seed: 8)
        let (width, height) = (530, 270)
        return RasterImage(
            width: width, height: height, channels: .rgbAlpha,
            samples: (0..<width * height * 4).map { index in
                let (y, x) = (index / 4 / width, index / 4 % width)
                return UInt8((x * x / 90 + y * 3 + Int.random(in: 0...20, using: &random)) % 256)
            })
    }()

    private func encoder(
        effort: Int, threads: Int, mask: Bool = false
    ) throws -> ImageEncoder {
        var random = SeededRandom(seed: 12)
        let greys = (0..<image.width * image.height).map { UInt8($0 % image.width / 3) }
        return try ImageEncoder(
            model: try .tinyWavelet(using: &random),
            options: EncodingOptions(
                quality: 50, effort: effort,
                importance: mask
                    ? .mask(ROIMask(width: image.width, height: image.height, samples: greys))
                    : .model, tiling: Tiling(side: 256), threads: threads))
    }

    @Test(arguments: [(0, false), (1, true), (3, true), (2, false)])
    func oneFile(effort: Int, mask: Bool) throws {
        let file = try encoder(effort: effort, threads: 1, mask: mask).encode(image)
        for threads in [2, 5] {
            let other = try encoder(effort: effort, threads: threads, mask: mask)
            #expect(try other.encode(image).bytes == file.bytes)
            let rows = try other.encode(rows: RasterRowSource(image))
            #expect(rows.bytes == file.bytes && rows.decoded == nil)
            #expect(rows.meanSquaredError == file.meanSquaredError)
        }
        var random = SeededRandom(seed: 12)
        let model = try Model.tinyWavelet(using: &random)
        let decoded = try ImageDecoder(file.bytes).decode { _ in model }
        #expect(decoded.samples == file.decoded?.samples && decoded.alpha == image.alpha)
        let streams = try #require(try Container(parsing: file.bytes).streams)
        #expect(streams.tiles == 6 && streams.hasImportance == mask)
    }

    /// A source that fails ends the encoding with what it says.
    @Test func failingSources() throws {
        struct Torn: Error, Equatable {}
        final class Source: RowSource {
            let shape = ImageShape(width: 300, height: 300, channels: .rgb)
            let metadata = Metadata()
            var rows = 0
            func readRow(into row: inout MutableSpan<UInt16>) throws {
                rows += 1
                if rows == 280 { throw Torn() }
                for index in row.indices { row[index] = 7 }
            }
        }
        #expect(throws: Torn()) { try encoder(effort: 1, threads: 2).encode(rows: Source()) }
    }
}
