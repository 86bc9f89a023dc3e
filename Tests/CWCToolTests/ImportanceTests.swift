import CWCImage
import CWCImageIO
import CWCModel
import CWCNetwork
import Testing

/// The importance map, in and out.
@Suite(.serialized) struct ImportanceTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try write(width: 21, height: 13, "mask.png") { $0 < 10 ? 0 : 255 }
    }

    private func write(
        width: Int, height: Int, _ name: String, _ grey: (_ column: Int) -> UInt8
    ) throws {
        let picture = RasterImage(
            width: width, height: height, channels: .grey,
            samples: (0..<width * height).map { grey($0 % width) })
        try writeFile(encodeImage(picture, as: .png), to: workshop.path(name))
    }

    @Test("A mask becomes the map that the dump shows")
    func maskAndMap() throws {
        let encoding = try workshop.run(
            "encode", "in.png", "out.cwc", "--tune", "psnr", "--importance", "mask.png")
        #expect(encoding.status == 0)
        let dump = try workshop.run("dump", "out.cwc", "--map", "map.png")
        #expect(dump.status == 0 && dump.errors.isEmpty)
        let map = try decodeImage(bytes: readFile(workshop.path("map.png")))
        #expect((map.width, map.height) == (21, 13) && map.channels == .grey)
        // Cells of 16 pixels: 10 dark columns and 6 bright ones make −4, 5 bright ones 15.
        #expect(map.samples[0] == 98 && map.samples[15] == map.samples[0])
        #expect(map.samples[16] == 255 && map.samples[20] == 255)
        let decoding = try workshop.run("decode", "out.cwc", "out.png")
        #expect(decoding.status == 0 && decoding.errors.isEmpty)
    }

    @Test("Without a mask the map is even, and that is said")
    func noMap() throws {
        _ = try workshop.run("encode", "in.png", "out.cwc", "--tune", "psnr")
        let dump = try workshop.run("dump", "out.cwc", "--map", "map.png")
        #expect(dump.status == 0)
        #expect(
            dump.errors
                == "cwc: out.cwc: there is no importance map: all parts are alike\n")
        let map = try decodeImage(bytes: readFile(workshop.path("map.png")))
        #expect((map.width, map.height) == (21, 13))
        #expect(map.samples.allSatisfy { $0 == 128 })
    }

    @Test("A file of the seed family always has a map")
    func seedMap() throws {
        _ = try workshop.run("encode", "in.png", "out.cwc", "--model", "tiny.cwm")
        let dump = try workshop.run(
            "dump", "out.cwc", "--map", "map.pgm", "--model", "tiny.cwm")
        #expect(dump.status == 0)
        #expect(try decodeImage(bytes: readFile(workshop.path("map.pgm"))).width == 21)
    }

    @Test(
        "Masks that cannot be used",
        arguments: [
            ("small.png", "cwc: in.png: the importance mask is 20×13 pixels, unlike the picture\n"),
            ("in.png", "cwc: in.png: an importance mask is grey\n"),
            ("none.png", "cwc: none.png: cannot open: No such file or directory\n"),
        ])
    func unusableMasks(mask: String, errors: String) throws {
        try write(width: 20, height: 13, "small.png") { _ in 9 }
        let run = try workshop.run("encode", "in.png", "out.cwc", "--importance", mask)
        #expect(run.status == 1)
        #expect(run.errors == errors)
        #expect(!workshop.files.contains("out.cwc"))
    }

    @Test("The seed family takes a mask, and is never even")
    func seedMask() throws {
        let masked = try workshop.run(
            "encode", "in.png", "masked.cwc", "--importance", "mask.png", "--model", "tiny.cwm")
        #expect(masked.status == 0)
        let run = try workshop.run(
            "encode", "in.png", "out.cwc", "--importance", "even", "--model", "tiny.cwm")
        #expect(run.status == 1)
        #expect(
            run.errors
                == "cwc: tiny.cwm: model \(workshop.model.id) finds importance itself\n")
    }
}
