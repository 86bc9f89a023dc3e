import CWCDecoder
import CWCEncoder
import CWCImage
import CWCModel
import CWCSeed
import CWCTestSupport
import Testing

/// Map and codes of a file against the networks, position by position.
@Suite struct SeedAnalysisTests {
    /// Many planes and levels: hardly a sample can change without a bit changing.
    static let model: Model = {
        var random = SeededRandom(seed: 3)
        guard let model = try? Model.narrowSeed(using: &random) else { fatalError("no model") }
        return model
    }()

    @Test(
        "Map and codes are what the networks say", arguments: Channels.allCases,
        [0, 37.29, 50, 100])
    func contents(channels: Channels, quality: Double) throws {
        let image = picture(29, 19, channels)
        let part = try #require(Self.model.encoder)
        let features = part.features.run(paddedInput(image))
        let importance = part.importance.run(features)
        let logits = part.codes.run(features)

        let encoder = try ImageEncoder(
            model: Self.model, options: EncodingOptions(quality: quality))
        let container = try Container(parsing: encoder.encode(image).bytes)
        let geometry = CodeGeometry(
            imageWidth: 29, imageHeight: 19, scale: 8, planes: 64, levels: 16)
        let map = try SeedImportanceMap(
            parsing: container.importance, form: .range, geometry: geometry)
        let codes = try CodeTensor(parsing: container.codes, form: .range, keptBy: map)

        let hundredths = Int((quality * 100).rounded())
        #expect(container.header.qualityHundredths == UInt16(hundredths))
        let shift = part.tables.shift(quality: hundredths)
        for (position, level) in map.levels.enumerated() {
            let logit = importance.values[position]
            #expect(Int(level) == part.tables.level(logit: logit, shift: shift))
            for plane in 0..<geometry.planes {
                let index = position * geometry.planes + plane
                let bit = logits.values[index] > 0 && plane < geometry.kept(level)
                #expect(codes.bits[index] == (bit ? 1 : 0))
            }
        }
        // The test would prove little if they were all the same.
        let ones = codes.bits.reduce(0) { $0 + Int($1) }
        if quality == 100 { #expect((100..<700).contains(ones)) }
        if quality == 50 { #expect(Set(map.levels).count >= 2) }
    }

    @Test("A mask adds to the levels that the model finds, within what there is")
    func mask() throws {
        let image = picture(29, 19, .rgb)
        // Cells of 8 columns: 4 levels fewer, none, one, and as many as fit.
        let changes = [-4, 0, 1, 15]
        func levels(_ importance: ImportanceSource) throws -> [UInt8] {
            let encoder = try ImageEncoder(
                model: Self.model, options: EncodingOptions(quality: 50, importance: importance))
            let container = try Container(parsing: encoder.encode(image).bytes)
            return try SeedImportanceMap(
                parsing: container.importance, form: .range,
                geometry: CodeGeometry(
                    imageWidth: 29, imageHeight: 19, scale: 8, planes: 64, levels: 16)
            ).levels
        }
        let own = try levels(.model)
        let mask = ROIMask(
            width: 29, height: 19,
            samples: (0..<29 * 19).map { UInt8(128 + 8 * changes[$0 % 29 / 8]) })
        let masked = try levels(.mask(mask))
        for (index, level) in own.enumerated() {
            #expect(Int(masked[index]) == min(max(Int(level) + changes[index % 4], 0), 15))
        }
        #expect(own != masked)
    }

    /// Spec cwc §9.1 in as many words.
    private func paddedInput(_ image: RasterImage) -> IntegerTensor {
        var values: [Int16] = []
        for y in 0..<(image.height + 7) / 8 * 8 {
            for x in 0..<(image.width + 7) / 8 * 8 {
                let row = y < image.height ? y : image.height - 1
                let column = x < image.width ? x : image.width - 1
                for color in 0..<3 {
                    let sample = image.channels.hasColor ? color : 0
                    let pixel = row * image.width + column
                    values.append(Int16(image.samples[pixel * image.channels.count + sample]))
                }
            }
        }
        return IntegerTensor(
            height: (image.height + 7) / 8 * 8, width: (image.width + 7) / 8 * 8, channels: 3,
            values: values)
    }

    @Test("Better quality keeps more codes")
    func quality() throws {
        let image = picture(75, 50)
        let kept = try stride(from: 0.0, through: 100, by: 25).map { quality in
            let encoder = try ImageEncoder(
                model: Self.model,
                options: EncodingOptions(quality: quality, storesPixelChecksum: false))
            let file = try encoder.encode(image).bytes
            let map = try ImageDecoder(file).importanceMap { _ in Self.model }
            return try #require(map).values.reduce(0, +)
        }
        #expect(kept == kept.sorted())
        #expect(try #require(kept.first) < #require(kept.last))
    }
}
