import CWCDecoder
import CWCImage
import CWCModels
import CWCTestSupport
import Testing

@testable import CWCEncoder

@Suite struct InvisibleColourTests {
    /// A grey disc on noise that nobody sees.
    private let sprite: RasterImage = {
        var random = SeededRandom(seed: 5)
        let side = 96
        var samples: [UInt8] = []
        for place in 0..<side * side {
            let (y, x) = (place / side - side / 2, place % side - side / 2)
            if x * x + y * y < 900 {
                samples += [90, 120, 150, 255]
            } else {
                samples += (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) } + [0]
            }
        }
        return RasterImage(width: side, height: side, channels: .rgbAlpha, samples: samples)
    }()

    @Test func noiseThatNobodySeesCostsNothing() throws {
        let model = try #require(Models.model(named: Models.usual))
        var options = EncodingOptions()
        let file = try ImageEncoder(model: model, options: options).encode(sprite)
        options.keepsInvisibleColours = true
        let exact = try ImageEncoder(model: model, options: options).encode(sprite)
        #expect(file.sizes.codes < 400 && exact.sizes.codes > 10 * file.sizes.codes)
        let decoded = try ImageDecoder(file.bytes).decode(models: Models.model(id:))
        #expect(decoded.alpha == sprite.alpha)
        for pixel in 0..<96 * 96 where sprite.samples[4 * pixel + 3] == 255 {
            #expect(abs(Int(decoded.samples[4 * pixel]) - 90) < 8)
        }
    }

    /// Left and above, or what is seen first.
    @Test func fillsFromWhatIsSeen() {
        var fill = InvisibleColour(.eight)
        var row: [UInt16] = [9, 9, 9, 10, 20, 30, 7, 7, 7]
        fill.fill(&row, alpha: [0, 1, 0])
        #expect(row == [10, 20, 30, 10, 20, 30, 10, 20, 30])
        row = [20, 40, 60, 1, 2, 3, 4, 5, 6]
        fill.fill(&row, alpha: [255, 0, 0])
        #expect(row == [20, 40, 60, 15, 30, 45, 13, 25, 38])
        var nothing = InvisibleColour(.eight)
        row = [1, 2, 3]
        nothing.fill(&row, alpha: [0])
        #expect(row == [128, 128, 128])
        var deep = InvisibleColour(.twelve)
        deep.fill(&row, alpha: [0])
        #expect(row == [2048, 2048, 2048])
    }
}
