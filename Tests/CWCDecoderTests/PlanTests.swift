import CWCDecoder
import CWCImage
import CWCModel
import CWCSeed
import CWCTestSupport
import Testing

@Suite struct PlanTests {
    @Test("The parts of a plan")
    func parts() throws {
        let sample = Sample(width: 20, height: 10, channels: .rgbAlpha)
        let plan = try ImageDecoder(sample.bytes).plan(models: lookUp)
        // 3 × 2 positions of 4 planes, DEFLATE.
        #expect(plan.mapByteCount == 2 * 6)
        #expect(plan.codesByteCount == 6 * (4 + 1 + 2 * 8))
        #expect(plan.rowsByteCount == 6 * 20 * 4 + 8 * 20)
        #expect(
            plan.reconstructionByteCount == tiny.synthesis.peakByteCount(height: 2, width: 3))
        #expect(plan.samplesByteCount == 20 * 10 * 4)
        #expect(
            plan.byteCount == plan.mapByteCount + plan.codesByteCount + plan.rowsByteCount
                + plan.reconstructionByteCount + plan.samplesByteCount)
        // Every thread has scratch memory of its own.
        let onThree = try ImageDecoder(sample.bytes).plan(
            DecodingOptions(threads: 3), models: lookUp)
        #expect(
            onThree.reconstructionByteCount
                == tiny.synthesis.peakByteCount(height: 2, width: 3, threads: 3))
        #expect(onThree.byteCount > plan.byteCount)
    }

    @Test("The network's memory does not grow with the height")
    func height() {
        func plan(_ height: Int, keepsRows: Bool = false) -> DecodePlan {
            DecodePlan(
                header: ImageHeader(
                    width: 500, height: height, channels: .rgb, payloadForm: .deflate,
                    model: tiny.id), model: tiny, keepsRows: keepsRows)
        }
        #expect(
            plan(10_000).reconstructionByteCount == plan(10_000_000).reconstructionByteCount)
        #expect(plan(10_000).samplesByteCount == 0)
        #expect(plan(10_000, keepsRows: true).samplesByteCount == 10_000 * 500 * 3)
    }

    @Test("Range-coded codes take a copy with margins, and the counters of a plane")
    func rangeCoded() throws {
        let sample = Sample(width: 20, height: 10, form: .range)
        let plan = try ImageDecoder(sample.bytes).plan(models: lookUp)
        #expect(plan.codesByteCount == 6 * 4 + 4 * (3 + 4) * (2 + 4) + (6 << 12))
    }

    @Test("Too many pixels are refused before the sections are looked at")
    func pixels() throws {
        let sample = Sample(width: 20, height: 10)
        let header = Array(sample.bytes[..<40])
        #expect(
            throws: FormatError(
                .limitExceeded, offset: 11, section: "cwc §10.3",
                detail: "20 × 10 = 200 pixels exceed 199")
        ) {
            try ImageDecoder(header, limits: DecodingLimits(pixels: 199))
        }
        #expect(throws: Never.self) {
            try ImageDecoder(sample.bytes, limits: DecodingLimits(pixels: 200))
        }
    }

    @Test("A plan beyond the limit is refused, one within it is not")
    func memory() throws {
        let sample = Sample(width: 20, height: 10)
        let needed = try ImageDecoder(sample.bytes).plan(models: lookUp).byteCount
        let enough = try ImageDecoder(sample.bytes, limits: DecodingLimits(memory: needed))
        #expect(throws: Never.self) { try enough.decode(models: lookUp) }

        let tight = try ImageDecoder(sample.bytes, limits: DecodingLimits(memory: needed - 1))
        let expected = FormatError(
            .limitExceeded, offset: 11, section: "cwc §10.3",
            detail: "20 × 10 pixels take \(needed) bytes of memory with this model, "
                + "which exceed \(needed - 1)")
        #expect(throws: expected) { try tight.decode(models: lookUp) }
        #expect(throws: expected) { try tight.importanceMap(models: lookUp) }
    }

    @Test("Where memory is short there are fewer threads, and no picture is refused for them")
    func threads() throws {
        let sample = try WaveletSample(width: 700, height: 300, levels: 2, side: 256)
        let model = sample.model
        func plan(_ threads: Int, memory: Int = .max) throws -> DecodePlan {
            try ImageDecoder(sample.bytes, limits: DecodingLimits(memory: memory)).plan(
                DecodingOptions(threads: threads), models: { _ in model })
        }
        let plans = try [1, 2, 4, 8].map { try plan($0) }
        let needed = plans.map(\.byteCount)
        #expect(needed == needed.sorted() && needed[0] < needed[1])
        for memory in [needed[0], needed[1] - 1, needed[1], needed[3] - 1, needed[3]] {
            let best = try #require(plans.last { $0.byteCount <= memory })
            #expect(try plan(8, memory: memory) == best)
            // A number of threads that no machine has.
            #expect(try plan(1 << 40, memory: memory).byteCount <= memory)
        }
        let tight = try ImageDecoder(sample.bytes, limits: DecodingLimits(memory: needed[0]))
        #expect(
            try tight.decode(DecodingOptions(threads: 64), models: { _ in model })
                == sample.decoded().image)
        #expect(throws: FormatError.self) { try plan(8, memory: needed[0] - 1) }
    }

    /// A few bytes that announce the largest picture there is. Were anything allocated for it, this
    /// would not end.
    @Test("The largest picture is refused at once", arguments: Channels.allCases)
    func largest(channels: Channels) throws {
        let side = FormatLimits.largestSide
        let file = Container(
            header: ImageHeader(
                width: side, height: side, channels: channels, payloadForm: .deflate,
                model: tiny.id),
            importance: [3, 0], codes: [3, 0], alpha: channels.hasAlpha ? [3, 0] : nil
        ).serialized()
        #expect(throws: FormatError.self) { try ImageDecoder(file) }

        let decoder = try ImageDecoder(file, limits: DecodingLimits(pixels: .max))
        let error = try #require(throws: FormatError.self) { try decoder.decode(models: lookUp) }
        #expect(error.code == .limitExceeded)

        // With no limit at all it is the file that cannot hold as much.
        let unlimited = try ImageDecoder(
            file, limits: DecodingLimits(pixels: .max, memory: .max))
        let reason = try #require(throws: FormatError.self) {
            try unlimited.decode(models: lookUp)
        }
        #expect(reason.code == .badDeflate)
    }

    @Test("The paper's networks and 100 megapixels take 210 MiB row by row")
    func photograph() throws {
        let model = try Self.fullWidthSeed()
        let header = ImageHeader(
            width: 10_000, height: 10_000, channels: .rgb, payloadForm: .deflate,
            model: model.id)
        let plan = DecodePlan(
            header: header, model: model, DecodingOptions(threads: 2), keepsRows: false)
        // A byte for each of 64 bits at 1250 × 1250 positions.
        #expect(plan.byteCount > 1250 * 1250 * 64)
        #expect(plan.byteCount < 210 << 20)
    }

    /// The shapes of the seed at the paper's width, with weights of 0.
    private static func fullWidthSeed() throws -> Model {
        let seed = SeedArchitecture()
        let synthesis = try IntegerNetwork(
            role: .synthesis, inputChannels: seed.planes, inputRange: 0...1,
            layers: seed.synthesis.layers.map(withoutWeights))
        return try Model(
            description: ModelDescription(name: "wide"),
            shape: SeedShape(planes: seed.planes, levels: seed.levels),
            SeedNetworks(synthesis: synthesis))
    }

    private static func withoutWeights(_ layer: Layer) -> IntegerLayer {
        switch layer {
        case .convolution(let shape):
            .convolution(
                IntegerConvolution(
                    shape: shape, weights: Array(repeating: 0, count: shape.weightCount),
                    biases: Array(repeating: 0, count: shape.outputChannels),
                    multipliers: Array(repeating: 1, count: shape.outputChannels),
                    shifts: Array(repeating: 1, count: shape.outputChannels),
                    outputRange: 0...255))
        case .rectifier: .rectifier
        case .leakyRectifier(let shift): .leakyRectifier(shift: shift)
        case .residual(let body): .residual(body.map(withoutWeights), outputRange: 0...255)
        case .pixelShuffle(let factor): .pixelShuffle(factor: factor)
        }
    }
}
