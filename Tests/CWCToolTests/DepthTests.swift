import CWCDecoder
import CWCImage
import CWCImageIO
import Testing

/// Pictures of more than eight bits a sample, in and out.
@Suite(.serialized) struct DepthTests {
    let workshop: Workshop
    /// 12 bits a sample, smooth.
    private let picture: DeepImage

    init() throws {
        workshop = try Workshop()
        let shape = ImageShape(width: 40, height: 24, channels: .rgbAlpha, depth: .twelve)
        picture = DeepImage(
            shape: shape,
            samples: (0..<shape.height * shape.samplesPerRow).map { index in
                let (y, x) = (index / 4).quotientAndRemainder(dividingBy: 40)
                return UInt16(1000 + 37 * (index % 4) + 11 * x + 13 * y)
            })
        try write(picture, as: "deep.png")
    }

    private func write(_ picture: DeepImage, as name: String) throws {
        let writer = try ImageWriter(
            path: workshop.path(name), as: .png, shape: picture.shape, metadata: picture.metadata)
        try DeepRowSource(picture).copyRows(to: writer)
    }

    private func read(_ name: String) throws -> DeepImage {
        try DeepImage(
            reading: ImageReader(path: workshop.path(name), maximumDepth: .sixteen))
    }

    private func decoder(_ name: String) throws -> ImageDecoder {
        try ImageDecoder(readFile(workshop.path(name)))
    }

    /// A PNG of 16 bits becomes a file of 12, and that a PNG of 16 bits that says that 12 count.
    @Test func sixteenBitsInAndOut() throws {
        let encoding = try workshop.run("encode", "deep.png", "a.cwc", "-q", "95")
        #expect(encoding.status == 0 && encoding.errors.contains("40×24 pixels of 12 bits, "))
        #expect(try decoder("a.cwc").header.depth == .twelve)
        #expect(try workshop.run("decode", "a.cwc", "a.png").status == 0)
        let decoded = try read("a.png")
        #expect(decoded.shape == picture.shape)
        for index in stride(from: 3, to: picture.samples.count, by: 4) {
            #expect(decoded.samples[index] == picture.samples[index])
        }
        #expect(zip(decoded.samples, picture.samples).allSatisfy { abs(Int($0) - Int($1)) < 60 })
        // And once more: 12 bits go through the 16 of PNG unchanged.
        let dump = try workshop.run("dump", "a.cwc", "--json")
        let text = String(decoding: dump.output, as: UTF8.self)
        #expect(text.contains("\"name\": \"has_depth\", \"value\": \"yes\""))
        #expect(text.contains("\"size\": 1, \"name\": \"depth\", \"value\": 12}"))
    }

    @Test(arguments: [(8, SampleDepth.eight), (10, .ten), (12, .twelve)])
    func depthOfTheFileIsChosen(bits: Int, depth: SampleDepth) throws {
        let run = try workshop.run("encode", "deep.png", "a.cwc", "--depth", "\(bits)")
        #expect(run.status == 0)
        #expect(try decoder("a.cwc").header.depth == depth)
        // A picture of 8 bits can be given more.
        let wider = try workshop.run("encode", "in.png", "b.cwc", "--depth", "\(bits)")
        #expect(wider.status == 0)
        #expect(try decoder("b.cwc").header.depth == depth)
    }

    /// The depth of the output, and what a format without any gets.
    @Test func depthOfThePictureIsChosen() throws {
        _ = try workshop.run("encode", "deep.png", "a.cwc")
        _ = try workshop.run("decode", "a.cwc", "a.png")
        let whole = try read("a.png")
        for depth in SampleDepth.allCases {
            let run = try workshop.run("decode", "a.cwc", "b.png", "--depth", "\(depth.bits)")
            #expect(run.status == 0 && run.errors.isEmpty)
            #expect(try read("b.png") == whole.scaled(to: depth))
        }
        let opaque = try workshop.run("decode", "a.cwc", "a.pam", "--depth", "8")
        #expect(opaque.status == 0)
        #expect(try read("a.pam").samples == whole.scaled(to: .eight).samples)
    }

    @Test func formatsOfEightBits() throws {
        let grey = ImageShape(width: 16, height: 16, channels: .grey, depth: .ten)
        try write(
            DeepImage(shape: grey, samples: (0..<256).map { UInt16(4 * $0) }), as: "grey.png")
        _ = try workshop.run("encode", "grey.png", "a.cwc")
        #expect(try decoder("a.cwc").header.depth == .ten)
        #expect(try workshop.run("decode", "a.cwc", "a.jpg").status == 0)
        #expect(try read("a.jpg").shape.depth == .eight)
        let run = try workshop.run("decode", "a.cwc", "b.jpg", "--depth", "12")
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(
            run.errors
                == "cwc: a.cwc: b.jpg: unsupported JPEG: JPEG holds 8 bits a sample, not 12\n")
        #expect(!workshop.files.contains("b.jpg"))
    }

    /// The seed family has 8 bits: it says so, and refuses more when asked for them.
    @Test func seedFilesAreRounded() throws {
        let run = try workshop.run("encode", "deep.png", "a.cwc", "--model", "tiny.cwm", "--quiet")
        #expect(run.status == 0)
        #expect(
            run.errors
                == "cwc: deep.png: files of this model have 8 bits a sample; those of the picture, 12, "
                + "are rounded\n")
        #expect(try decoder("a.cwc").header.depth == .eight)
        let refused = try workshop.run(
            "encode", "deep.png", "b.cwc", "--model", "tiny.cwm", "--depth", "12")
        #expect(refused.status == 1)
        #expect(
            refused.errors
                == "cwc: deep.png: files of model \(workshop.model.id) cannot have 12 bits a sample\n"
        )
        #expect(!workshop.files.contains("b.cwc"))
    }

    @Test(arguments: [("encode", "16"), ("encode", "9"), ("decode", "11"), ("decode", "x")])
    func badDepths(command: String, bits: String) throws {
        let run = try workshop.run(command, "deep.png", "out.png", "--depth", bits)
        #expect(run.status != 0 && run.output.isEmpty)
        #expect(workshop.files == ["deep.png", "in.png", "tiny.cwm"])
    }

    /// A target counts at 12 bits, as the line about the result does.
    @Test func targets() throws {
        let run = try workshop.run(
            "encode", "deep.png", "a.cwc", "--target-psnr", "45", "--effort", "1")
        #expect(run.status == 0 && run.errors.contains(" of 12 bits, "))
        _ = try workshop.run("decode", "a.cwc", "a.png")
        let decoded = try read("a.png")
        var sum = 0.0
        for index in decoded.samples.indices where index % 4 < 3 {
            let difference = Double(decoded.samples[index]) - Double(picture.samples[index])
            sum += difference * difference
        }
        // 45 dB below 4095².
        #expect(sum / Double(40 * 24 * 3) <= 4095 * 4095 / 31622.7)
    }
}
