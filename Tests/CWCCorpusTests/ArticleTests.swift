import CWCDecoder
import CWCEncoder
import CWCImageIO
import CWCModels
import CWCTestSupport
import Testing

// MARK: Examples

func encodeSamples(_ samples: [UInt8], width: Int, height: Int) throws -> [UInt8]? {
    guard let model = Models.model(named: Models.usual) else { return nil }
    let options = EncodingOptions(quality: 60, threads: 2)
    let encoder = try ImageEncoder(model: model, options: options)
    let image = RasterImage(width: width, height: height, channels: .rgb, samples: samples)
    return try encoder.encode(image).bytes
}

func encode(deep samples: [UInt16], width: Int, height: Int, with model: Model) throws -> [UInt8] {
    let shape = ImageShape(width: width, height: height, channels: .rgb, depth: .twelve)
    return try ImageEncoder(model: model).encode(DeepImage(shape: shape, samples: samples)).bytes
}

func encode(_ image: RasterImage, with model: Model, toAtMost bytes: Int) throws -> [UInt8] {
    try ImageEncoder(model: model).encode(image, reaching: .fileSize(bytes)).bytes
}

func encode(_ image: RasterImage, with model: Model, favouring grey: [UInt8]) throws -> [UInt8] {
    let mask = ROIMask(width: image.width, height: image.height, samples: grey)
    let options = EncodingOptions(quality: 40, importance: .mask(mask))
    return try ImageEncoder(model: model, options: options).encode(image).bytes
}

func encode(_ image: RasterImage, with model: Model, side: Int) throws -> [UInt8] {
    let options = EncodingOptions(quality: 50, tiling: Tiling(side: side))
    return try ImageEncoder(model: model, options: options).encode(image).bytes
}

func encode(rows: any RowSource, with model: Model) throws -> [UInt8] {
    try ImageEncoder(model: model, options: EncodingOptions(threads: 2)).encode(rows: rows).bytes
}

func decodePicture(_ file: [UInt8]) throws -> RasterImage {
    let decoder = try ImageDecoder(file)
    return try decoder.decode(DecodingOptions(threads: 2), models: Models.model(id:))
}

func decodePicture(_ file: [UInt8], madeWith mine: Model) throws -> RasterImage {
    try ImageDecoder(file).decode(models: { $0 == mine.id ? mine : Models.model(id: $0) })
}

func decodeDeepPicture(_ file: [UInt8], depth: SampleDepth? = nil) throws -> DeepImage {
    var options = DecodingOptions()
    options.depth = depth
    return try ImageDecoder(file).decodeDeep(options, models: Models.model(id:))
}

func decodeRows(of file: [UInt8], to write: (Span<UInt16>) -> Void) throws {
    try ImageDecoder(file).decode(models: Models.model(id:)) { _, row in write(row) }
}

func thumbnail(of file: [UInt8]) throws -> RasterImage {
    var options = DecodingOptions()
    options.reduction = .eighth
    return try ImageDecoder(file).decode(options, models: Models.model(id:))
}

func decode(_ region: ImageRegion, of file: [UInt8]) throws -> RasterImage {
    var options = DecodingOptions()
    options.region = region
    return try ImageDecoder(file).decode(options, models: Models.model(id:))
}

func preview(of beginning: [UInt8]) throws -> RasterImage {
    try ImageDecoder(beginning, tolerating: .earlyEnd).decode(models: Models.model(id:))
}

func show(_ pieces: [[UInt8]], with draw: (RasterImage) -> Void) throws {
    var file = ArrivingFile()
    var shown: Reduction?
    for piece in pieces {
        file.append(piece)
        guard let finest = try file.progress()?.reduction, finest != shown else { continue }
        var options = DecodingOptions()
        options.reduction = finest
        draw(try file.decoder().decode(options, models: Models.model(id:)))
        shown = finest
    }
}

func rescue(_ file: [UInt8]) throws -> (picture: RasterImage, damaged: [ImageRegion]) {
    var damaged: [ImageRegion] = []
    let picture = try ImageDecoder(file, tolerating: .damage)
        .decode(models: Models.model(id:), onFault: { damaged.append($0.region) })
    return (picture, damaged)
}

func pictureSize(from beginning: [UInt8]) throws -> (width: Int, height: Int) {
    let header = try ImageDecoder.header(of: beginning)
    return (header.width, header.height)
}

func memoryToDecode(_ file: [UInt8]) throws -> Int {
    let limits = DecodingLimits(pixels: 1 << 24, memory: 1 << 30)
    return try ImageDecoder(file, limits: limits).plan(models: Models.model(id:)).byteCount
}

func explain(_ file: [UInt8]) -> String {
    do throws(FormatError) {
        let image = try ImageDecoder(file).decode(models: Models.model(id:))
        return "\(image.width) × \(image.height) pixels"
    } catch {
        switch error.code.family {
        case .truncated: return "not the whole file: \(error)"
        case .malformed: return "damaged: \(error)"
        case .unsupported: return "not for this decoder: \(error)"
        case .limitExceeded: return "too large: \(error)"
        }
    }
}

// MARK: Tests

/// The articles show what works: every Swift example in them is one of the functions above.
@Suite struct ArticleTests {
    /// The part of this file that the articles quote.
    private static func compiled() throws -> Excerpt {
        let text = try lines(of: "Tests/CWCCorpusTests/ArticleTests.swift")
        return Excerpt(text.prefix { $0 != "// MARK: Tests" }.filter { !$0.hasPrefix("//") })
    }

    @Test(arguments: Article.all) func showsExamplesThatAreCompiledHere(article: Article) throws {
        let compiled = try Self.compiled()
        for example in try article.examples() {
            #expect(!example.functions.isEmpty && example.rest.isEmpty, "an example is functions")
            for line in example.imports { #expect(compiled.imports.contains(line)) }
            for function in example.functions { #expect(compiled.functions.contains(function)) }
        }
    }

    /// Nothing is compiled above that no article shows.
    @Test func everyExampleIsShown() throws {
        let shown = Set(try Article.all.flatMap { try $0.examples() }.flatMap(\.functions))
        for function in try Self.compiled().functions { #expect(shown.contains(function)) }
    }

    @Test func theDecodingExamplesWork() throws {
        let image = try #require(CorpusPicture.named("odd-7x9")).picture
        let file = try #require(
            try encodeSamples(image.samples, width: image.width, height: image.height))
        let decoded = try decodePicture(file)
        #expect(decoded.width == image.width && decoded.height == image.height)
        let model = try #require(Models.model(named: Models.usual))
        #expect(try decodePicture(file, madeWith: model) == decoded)
        var samples: [UInt16] = []
        try decodeRows(of: file) { row in samples += row.indices.map { row[$0] } }
        #expect(samples == decoded.samples.map { UInt16($0) })
        let small = try thumbnail(of: file)
        #expect(small.width == 1 && small.height == 2)
        let region = ImageRegion(x: 2, y: 3, width: 4, height: 5)
        #expect(try decode(region, of: file) == decoded.cropped(to: region))
        let size = try pictureSize(from: Array(file.prefix(64)))
        #expect(size.width == image.width && size.height == image.height)
        #expect(try memoryToDecode(file) > samples.count)
        #expect(explain(file) == "7 × 9 pixels")
        #expect(explain(Array(file.dropLast())).hasPrefix("not the whole file: "))
        #expect(explain([1, 2, 3]).hasPrefix("damaged: "))
    }

    @Test func theExamplesOfDeepPicturesWork() throws {
        let image = try #require(CorpusPicture.named("landscape-12")).deep
        let model = try #require(Models.model(named: "lite"))
        let (width, height) = (image.shape.width, image.shape.height)
        let file = try encode(deep: image.samples, width: width, height: height, with: model)
        let deep = try decodeDeepPicture(file)
        #expect(deep.shape == image.shape)
        #expect(try decodeDeepPicture(file, depth: .eight) == deep.scaled(to: .eight))
        #expect(try decodePicture(file) == deep.raster)
    }

    @Test func theExamplesOfFilesThatAreNotWholeWork() throws {
        let file = try Corpus.read("valid/main-tiles/input.cwc")
        let whole = try decodePicture(file)
        #expect(try preview(of: file) == whole)
        let soft = try preview(of: file.dropLast())
        #expect(soft.width == whole.width && soft.samples != whole.samples)
        var damaged = file
        damaged[file.count - 1] ^= 1
        let rescued = try rescue(damaged)
        #expect(rescued.picture == soft)
        #expect(rescued.damaged == [ImageRegion(x: 256, y: 0, width: 44, height: 5)])
        #expect(try rescue(file) == (whole, []))
    }

    @Test func theEncodingExamplesWork() throws {
        let image = try #require(CorpusPicture.named("odd-7x9")).picture
        let model = try #require(Models.model(named: "lite"))
        func file(_ grey: UInt8) throws -> [UInt8] {
            let mask = [UInt8](repeating: grey, count: image.width * image.height)
            return try encode(image, with: model, favouring: mask)
        }
        let usual = try file(128)
        #expect(try file(255).count > usual.count)
        #expect(try encode(image, with: model, toAtMost: usual.count).count <= usual.count)
        let wide = try #require(CorpusPicture.named("wide")).picture
        let tiled = try ImageDecoder(encode(wide, with: model, side: 256))
        #expect(tiled.header.tiling?.side == 256)
    }
}

extension ArticleTests {
    /// An article of the documentation.
    struct Article: Sendable, CustomTestStringConvertible {
        /// From the folder of the package.
        let path: String

        var testDescription: String { path }

        /// Those of all modules.
        static let all: [Article] = names("Sources").flatMap { module in
            names("Sources/\(module)").filter { $0.hasSuffix(".docc") }.flatMap { catalog in
                names("Sources/\(module)/\(catalog)").filter { $0.hasSuffix(".md") }.map {
                    Article(path: "Sources/\(module)/\(catalog)/\($0)")
                }
            }
        }

        private static func names(_ folder: String) -> [String] {
            Corpus.names(in: "../\(folder)").sorted()
        }

        /// Its fenced blocks of Swift.
        func examples() throws -> [Excerpt] {
            var examples: [Excerpt] = []
            var block: [String]?
            for line in try lines(of: path) {
                guard let lines = block else {
                    if line == "```swift" { block = [] }
                    continue
                }
                if line == "```" {
                    examples.append(Excerpt(lines))
                    block = nil
                } else {
                    block = lines + [line]
                }
            }
            return examples
        }
    }

    /// Imports and functions of a Swift text.
    struct Excerpt {
        private(set) var imports: [String] = []
        /// Each from its first line to the brace that ends it.
        private(set) var functions: [String] = []
        /// Lines of neither.
        private(set) var rest: [String] = []

        init(_ lines: [String]) {
            for line in lines where !(line.isEmpty && rest.isEmpty) {
                if line.hasPrefix("import ") {
                    imports.append(line)
                    continue
                }
                rest.append(line)
                if line == "}" {
                    functions.append(rest.joined(separator: "\n"))
                    rest = []
                }
            }
        }
    }
}

/// The lines of a file of the package.
private func lines(of path: String) throws -> [String] {
    String(decoding: try readFile("\(packageFolder)/\(path)"), as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
