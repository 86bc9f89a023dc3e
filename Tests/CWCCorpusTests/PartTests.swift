import CWCContainer
import CWCDecoder
import CWCImage
import CWCModels
import CWCTestSupport
import Testing

/// Parts of the files of `Corpus/valid`, with the models that ship.
@Suite(.disabled(if: Corpus.isRecording, "files are being written")) struct PartTests {
    private static let files = [
        "main-landscape-small", "main-mask", "main-grey-alpha", "main-tiles-mask", "lite-grid",
        "main-column",
    ]

    /// Forty regions in all, of pictures of every size; what they cross is random.
    @Test(arguments: files) func regionsAreCrops(name: String) throws {
        var random = SeededRandom(seed: 91)
        let decoder = try ImageDecoder(Corpus.read("valid/\(name)/input.cwc"))
        var whole: [Reduction: RasterImage] = [:]
        for round in 0..<(name == "lite-grid" ? 5 : 7) {
            let reduction = round < 4 ? Reduction.full : Reduction.allCases[round % 5]
            var options = DecodingOptions()
            options.reduction = reduction
            let picture =
                try whole[reduction] ?? decoder.decode(options, models: Models.model(id:))
            whole[reduction] = picture
            let region = ImageRegion.random(
                width: picture.width, height: picture.height, using: &random)
            options.region = region
            options.threads = 1 + round % 3
            let part = try decoder.decode(options, models: Models.model(id:))
            let areSame = part == picture.cropped(to: region)
            #expect(areSame, "\(region) at 1/\(reduction.rawValue)")
        }
    }

    /// The more of a file is there, the more its picture is like the one that was encoded.
    @Test(arguments: ["main-landscape-small", "main-line-art", "lite-grid"])
    func qualityGrowsWithLength(name: String) throws {
        let bytes = try Corpus.read("valid/\(name)/input.cwc")
        let file = try #require(ValidFile.all.first { $0.name == name })
        let picture = try #require(CorpusPicture.named(file.picture)).picture
        let streams = try #require(try Container(parsing: bytes).streams)
        var last = Int.max
        for length in Set(PartsOfFile.lengths(of: streams) + [bytes.count]).sorted() {
            let decoder = try ImageDecoder(Array(bytes[..<length]), tolerating: .earlyEnd)
            let part = try decoder.decode(models: Models.model(id:))
            let error = zip(part.samples, picture.samples).reduce(0) { sum, pair in
                let difference = Int(pair.0) - Int(pair.1)
                return sum + difference * difference
            }
            #expect(error < last, "\(length) bytes")
            last = error
        }
    }
}
