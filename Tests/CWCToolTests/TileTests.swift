import CWCDecoder
import CWCImage
import CWCImageIO
import CWCModel
import Testing

/// Tiles and reduced pictures.
@Suite(.serialized) struct TileTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        let picture = RasterImage(
            width: 300, height: 9, channels: .rgb,
            samples: (0..<300 * 9 * 3).map { UInt8(truncatingIfNeeded: $0 / 20) })
        try writeFile(encodeImage(picture, as: .png), to: workshop.path("wide.png"))
    }

    @Test("Tiles are named by their side; 0 is one tile")
    func tileSize() throws {
        for (size, tiles) in [("256", 2), ("512", 1), ("0", 1)] {
            let encoding = try workshop.run(
                "encode", "wide.png", "out.cwc", "--tile-size", size, "--quality", "10")
            #expect(encoding.status == 0)
            let header = try ImageDecoder(readFile(workshop.path("out.cwc"))).header
            let grid = try #require(header.tiling).grid(width: 300, height: 9)
            #expect(grid.rows * grid.columns == tiles)
            #expect(header.tiling?.side == (size == "0" ? nil : Int(size)))
            #expect(try workshop.run("decode", "out.cwc", "out.png").status == 0)
        }
    }

    @Test("Other sides are refused", arguments: ["1", "255", "300", "8192", "-256"])
    func wrongTileSize(size: String) throws {
        let encoding = try workshop.run("encode", "wide.png", "none.cwc", "--tile-size=\(size)")
        #expect(encoding.status == 64)
        #expect(encoding.errors.contains("256, 512, 1024, 2048 or 4096"))
        #expect(!workshop.files.contains("none.cwc"))
    }

    @Test("A reduced picture has a fraction of the size, rounded up", arguments: [2, 4, 8, 16])
    func reduce(divisor: Int) throws {
        _ = try workshop.run("encode", "wide.png", "out.cwc", "--quality", "10")
        let decoding = try workshop.run(
            "decode", "out.cwc", "small.png", "--reduce", "\(divisor)")
        #expect(decoding.status == 0 && decoding.errors.isEmpty)
        let small = try decodeImage(bytes: readFile(workshop.path("small.png")))
        #expect(small.width == (299 + divisor) / divisor)
        #expect(small.height == (8 + divisor) / divisor)
    }

    @Test("A thumbnail is the picture at an eighth of its size")
    func thumbnail() throws {
        _ = try workshop.run("encode", "wide.png", "out.cwc", "--quality", "10")
        let dump = try workshop.run("dump", "out.cwc", "--thumbnail", "thumbnail.ppm")
        #expect(dump.status == 0 && dump.errors.isEmpty)
        #expect(try workshop.run("decode", "out.cwc", "small.ppm", "--reduce", "8").status == 0)
        #expect(
            try readFile(workshop.path("thumbnail.ppm"))
                == readFile(workshop.path("small.ppm")))
        let wrong = try workshop.run("dump", "out.cwc", "--thumbnail", "thumbnail.xyz")
        #expect(wrong.status == 64)
    }

    @Test("Other divisors are refused", arguments: ["0", "1", "3", "32", "-2"])
    func wrongDivisor(divisor: String) throws {
        let decoding = try workshop.run("decode", "out.cwc", "no.png", "--reduce=\(divisor)")
        #expect(decoding.status == 64)
        #expect(decoding.errors.contains("2, 4, 8 or 16 times"))
        #expect(!workshop.files.contains("no.png"))
    }

    @Test("The seed family has no tiles and no reduced pictures")
    func seed() throws {
        let encoding = try workshop.run("encode", "in.png", "out.cwc", "--model", "tiny.cwm")
        #expect(encoding.status == 0)
        let decoding = try workshop.run(
            "decode", "out.cwc", "no.png", "--model", "tiny.cwm", "--reduce", "2")
        #expect(decoding.status == 1)
        #expect(decoding.errors.hasPrefix("cwc: out.cwc: "))
        #expect(decoding.errors.split(separator: "\n").count == 1)
        #expect(!workshop.files.contains("no.png"))
    }
}
