import CWCContainer
import CWCDecoder
import CWCEncoder
import CWCImage
import CWCModel
import CWCModels
import CWCTestSupport
import Testing

/// Pictures of more than eight bits a sample.
@Suite struct DepthTests {
    static let depths: [SampleDepth] = [.ten, .twelve]

    private func model() throws -> Model { try #require(Models.model(named: "main")) }

    private func decoded(
        _ bytes: [UInt8], _ options: DecodingOptions = DecodingOptions()
    ) throws
        -> DeepImage
    { try ImageDecoder(bytes).decodeDeep(options, models: Models.model(id:)) }

    /// A smooth picture, whose steps are far finer than those of eight bits; alpha is random.
    private func smooth(_ channels: Channels, _ depth: SampleDepth) -> DeepImage {
        var random = SeededRandom(seed: 12)
        let shape = ImageShape(width: 96, height: 64, channels: channels, depth: depth)
        let white = depth.maximum
        return DeepImage(
            shape: shape,
            samples: (0..<64 * shape.samplesPerRow).map { index in
                let (pixel, channel) = index.quotientAndRemainder(dividingBy: channels.count)
                let (y, x) = pixel.quotientAndRemainder(dividingBy: 96)
                if channels.hasAlpha, channel == channels.count - 1 {
                    return UInt16.random(in: 1...UInt16(white), using: &random)
                }
                return UInt16(white / 3 + (x * (channel + 1) + 2 * y) * white / 4096)
            }, metadata: Metadata(exif: [1, 2, 3]))
    }

    private func meanSquaredError(_ a: DeepImage, _ b: DeepImage) -> Double {
        let unit = Double(a.shape.depth.maximum) / 255
        let (count, colours) = (a.shape.channels.count, a.shape.channels.colorCount)
        var sum = 0.0
        for index in a.samples.indices where index % count < colours {
            let difference = (Double(a.samples[index]) - Double(b.samples[index])) / unit
            sum += difference * difference
        }
        return sum / Double(a.samples.count / count * colours)
    }

    @Test(arguments: Channels.allCases, depths)
    func survive(channels: Channels, depth: SampleDepth) throws {
        let image = smooth(channels, depth)
        let encoded = try ImageEncoder(model: model(), options: EncodingOptions(quality: 90))
            .encode(image)
        let decoded = try decoded(encoded.bytes)
        #expect(encoded.header.depth == depth && decoded.shape == image.shape)
        #expect(decoded.metadata == image.metadata)
        #expect(encoded.header.pixelChecksum == decoded.checksum)
        let error = meanSquaredError(image, decoded)
        #expect(abs(try #require(encoded.meanSquaredError) - error) < 1e-9 && error < 0.5)
        if channels.hasAlpha {
            let count = channels.count
            for index in stride(from: count - 1, to: image.samples.count, by: count) {
                #expect(decoded.samples[index] == image.samples[index])
            }
        }
    }

    /// Row by row, in memory, with any number of threads: the same file and the same picture.
    @Test(arguments: depths)
    func allWaysAreTheSame(depth: SampleDepth) throws {
        let image = smooth(.rgbAlpha, depth)
        let files = try (1...3).map { threads in
            let encoder = try ImageEncoder(
                model: model(), options: EncodingOptions(quality: 70, threads: threads))
            return try threads == 3
                ? encoder.encode(rows: DeepRowSource(image)).bytes : encoder.encode(image).bytes
        }
        #expect(Set(files).count == 1)
        let whole = try decoded(files[0])
        for threads in 2...3 {
            #expect(try decoded(files[0], DecodingOptions(threads: threads)) == whole)
        }
        var samples: [UInt16] = []
        try ImageDecoder(files[0]).decode(models: Models.model(id:)) { _, row in
            samples += row.indices.map { row[$0] }
        }
        #expect(samples == whole.samples)
    }

    /// What the steps of eight bits would lose is kept.
    @Test func twelveBitsAreBetterThanEight() throws {
        let image = smooth(.rgb, .twelve)
        let encoder = try ImageEncoder(model: model(), options: EncodingOptions(quality: 100))
        let deep = try decoded(encoder.encode(image).bytes)
        let shallow = try decoded(encoder.encode(image.raster).bytes)
        #expect(
            meanSquaredError(image, deep) * 2 < meanSquaredError(image, shallow.scaled(to: .twelve))
        )
    }

    /// Other depths are made of the samples of the file's, whichever way one asks.
    @Test func otherDepths() throws {
        let encoder = try ImageEncoder(model: model(), options: EncodingOptions(quality: 80))
        let file = try encoder.encode(smooth(.rgbAlpha, .twelve)).bytes
        let whole = try decoded(file)
        for depth in SampleDepth.allCases {
            var options = DecodingOptions()
            options.depth = depth
            let other = try decoded(file, options)
            #expect(other.shape.depth == depth && other == whole.scaled(to: depth))
            // By the rule of Spec cwc §9.6.
            #expect(other.samples[7] == (Int(whole.samples[7]) * depth.maximum + 2047) / 4095)
            if depth > .twelve { #expect(other.scaled(to: .twelve) == whole) }
        }
        #expect(
            try ImageDecoder(file).decode(models: Models.model(id:)) == whole.raster)
    }

    /// Targets count at the depth of the picture.
    @Test func targets() throws {
        let image = smooth(.grey, .twelve)
        let encoder = try ImageEncoder(
            model: model(), options: EncodingOptions(quality: 50, effort: 1))
        let found = try encoder.encode(image, reaching: .meanSquaredError(0.3))
        let error = try #require(found.meanSquaredError)
        #expect(error <= 0.3)
        #expect(try abs(meanSquaredError(image, decoded(found.bytes)) - error) < 1e-9)
        let small = try encoder.encode(image, reaching: .fileSize(found.bytes.count - 1))
        #expect(small.bytes.count < found.bytes.count && small.header.depth == .twelve)
    }

    /// Regions, reduced and partial pictures have the depth of the file, and are parts of it.
    @Test func partsOfPictures() throws {
        let encoder = try ImageEncoder(model: model(), options: EncodingOptions(quality: 80))
        let file = try encoder.encode(smooth(.rgbAlpha, .twelve)).bytes
        let whole = try decoded(file)
        var options = DecodingOptions()
        options.region = ImageRegion(x: 10, y: 20, width: 30, height: 11)
        let part = try decoded(file, options)
        for y in 0..<11 {
            let first = 4 * ((y + 20) * 96 + 10)
            #expect(part.samples[120 * y..<120 * (y + 1)] == whole.samples[first..<first + 120])
        }
        options = DecodingOptions()
        options.reduction = .eighth
        let small = try decoded(file, options)
        #expect(
            small.shape == ImageShape(width: 12, height: 8, channels: .rgbAlpha, depth: .twelve))
        // The mean of the opacity of 64 pixels.
        let alpha = (0..<64).reduce(0) { $0 + Int(whole.samples[4 * ($1 / 8 * 96 + $1 % 8) + 3]) }
        #expect(Int(small.samples[3]) == (alpha + 32) / 64)
        // Colours are near those of the picture itself.
        #expect(abs(Int(small.samples[0]) - Int(whole.samples[4 * (3 * 96 + 3)])) < 100)
    }

    /// A file of eight bits does not tell that there are other depths.
    @Test func eightBitsAreAsEver() throws {
        let image = smooth(.rgbAlpha, .twelve).raster
        let encoder = try ImageEncoder(model: model(), options: EncodingOptions(quality: 60))
        let file = try encoder.encode(image)
        #expect(try encoder.encode(DeepImage(image)).bytes == file.bytes)
        #expect(file.bytes[10] & 0x40 == 0)
        #expect(try decoded(file.bytes).checksum == file.decoded?.checksum)
    }

    /// The seed family has eight bits, and no file has sixteen.
    @Test func whatIsTooDeepIsRefused() throws {
        #expect(throws: EncodingError.unsupportedDepth(tiny.id, .twelve)) {
            try ImageEncoder(model: tiny).encode(smooth(.rgb, .twelve))
        }
        let model = try model()
        #expect(throws: EncodingError.unsupportedDepth(model.id, .sixteen)) {
            try ImageEncoder(model: model).encode(smooth(.rgb, .twelve).scaled(to: .sixteen))
        }
    }
}
