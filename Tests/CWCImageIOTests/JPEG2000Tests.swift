import CWCImage
import CWCImageIO
import CWCTestSupport
import Testing

@Suite struct JPEG2000Tests {
    private static func encode(_ picture: RasterImage, ratio: Double) throws -> [UInt8] {
        try encodeImage(
            picture, as: .jpeg2000(JPEG2000Options(compressionRatio: ratio)))
    }

    @Test(arguments: Channels.allCases)
    func thereAndBack(channels: Channels) throws {
        let picture = Sample.ramp(40, 24, channels)
        let decoded = try decodeImage(bytes: Self.encode(picture, ratio: 2))
        #expect(decoded.channels == channels)
        #expect(Sample.largestDifference(decoded, picture) <= 4)
    }

    @Test(arguments: [(1, 1), (1, 9), (9, 1), (2, 3), (31, 33)])
    func smallSizes(width: Int, height: Int) throws {
        let picture = Sample.ramp(width, height, .rgb)
        let decoded = try decodeImage(bytes: Self.encode(picture, ratio: 1))
        #expect(decoded.width == width && decoded.height == height)
        #expect(Sample.largestDifference(decoded, picture) <= 4)
    }

    @Test func theRatioIsThatOfTheFile() throws {
        let samples = Drawing.landscape(width: 192, height: 128)
        let picture = RasterImage(width: 192, height: 128, channels: .rgb, samples: samples)
        for ratio in [10.0, 40] {
            let count = Double(try Self.encode(picture, ratio: ratio).count)
            // Rate control never exceeds the ratio by more than the boxes of a JP2 file.
            #expect(count <= Double(samples.count) / ratio + 100)
            #expect(count >= 0.9 * Double(samples.count) / ratio)
        }
    }

    /// The codestream follows the header of its box.
    @Test func aBareCodestream() throws {
        let picture = Sample.ramp(20, 20, .rgb)
        let file = try Self.encode(picture, ratio: 3)
        let type = Array("jp2c".utf8)
        let start = try #require(
            file.indices.dropLast(3).first { Array(file[$0..<$0 + 4]) == type })
        let codestream = Array(file[(start + 4)...])
        #expect(try decodeImage(bytes: codestream) == decodeImage(bytes: file))
    }

    @Test func damageIsSurvived() throws {
        let file = try Self.encode(Sample.ramp(24, 16, .rgb), ratio: 4)
        let limits = ImageLimits(maxPixels: 1 << 16)
        var refused = 0
        for length in 0..<file.count where length % 3 == 0 {
            do { _ = try decodeImage(bytes: Array(file[..<length]), limits: limits) } catch {
                refused += 1
            }
        }
        for offset in file.indices {
            var damaged = file
            damaged[offset] ^= 0xFF
            do { _ = try decodeImage(bytes: damaged, limits: limits) } catch { refused += 1 }
        }
        #expect(refused > file.count / 3)
    }

    @Test func sizeIsLimited() throws {
        let file = try Self.encode(Sample.ramp(13, 9, .rgb), ratio: 2)
        let error = ImageError(.limitExceeded, .jpeg2000, "13×9 pixels; at most 116 allowed")
        #expect(throws: error) {
            try decodeImage(bytes: file, limits: ImageLimits(maxPixels: 116))
        }
    }
}
