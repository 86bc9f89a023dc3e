import CWCDecoder
import CWCImage
import CWCImageIO
import CWCTestSupport
import Testing

/// `cwc decode` of a part of a picture, and of files that are not whole.
@Suite(.serialized) struct PartOfPictureTests {
    let workshop: Workshop
    /// A picture of two tiles of 256 and 44 columns.
    let file: [UInt8]
    let picture: RasterImage

    init() throws {
        workshop = try Workshop()
        let wide = RasterImage(
            width: 300, height: 9, channels: .rgb,
            samples: (0..<300 * 9 * 3).map { UInt8(truncatingIfNeeded: $0 / 20 ^ $0 * 5) })
        try writeFile(encodeImage(wide, as: .png), to: workshop.path("wide.png"))
        file = try workshop.run(
            "encode", "wide.png", "-", "--quiet", "-q", "40", "--profile", "lite", "--effort", "0",
            "--tile-size", "256"
        ).output
        try writeFile(file, to: workshop.path("wide.cwc"))
        #expect(try workshop.run("decode", "wide.cwc", "whole.png").status == 0)
        picture = try decodeImage(bytes: readFile(workshop.path("whole.png")))
    }

    private func streams() throws -> Streams {
        try #require(try Container(parsing: file).streams)
    }

    private func written(_ name: String) throws -> RasterImage {
        try decodeImage(bytes: readFile(workshop.path(name)))
    }

    /// One line, exit code 1, and no file.
    private func expectRefusal(_ arguments: [String], _ message: String) throws {
        let before = workshop.files
        let run = try workshop.run(["decode"] + arguments)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.hasPrefix("cwc: ") && run.errors.contains(message), "\(run.errors)")
        #expect(run.errors.firstIndex(of: "\n") == run.errors.indices.last)
        #expect(workshop.files == before)
    }

    @Test(
        "A region is the crop of the picture", arguments: ["0,0,300,9", "299,8,1,1", "250,2,20,5"])
    func region(text: String) throws {
        let numbers = text.split(separator: ",").compactMap { Int($0) }
        let region = ImageRegion(
            x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
        let run = try workshop.run("decode", "wide.cwc", "part.ppm", "--region", text)
        #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty)
        #expect(try written("part.ppm").samples == picture.cropped(to: region).samples)
    }

    @Test("A region of a reduced picture is the crop of that")
    func regionOfAReducedPicture() throws {
        _ = try workshop.run("decode", "wide.cwc", "small.png", "--reduce", "4")
        let small = try written("small.png")
        #expect(small.width == 75 && small.height == 3)
        let run = try workshop.run(
            "decode", "wide.cwc", "part.png", "--reduce", "4", "--region", "60,1,15,2")
        #expect(run.status == 0 && run.errors.isEmpty)
        let region = ImageRegion(x: 60, y: 1, width: 15, height: 2)
        #expect(try written("part.png").samples == small.cropped(to: region).samples)
        // Within the whole picture, but not within this one.
        try expectRefusal(
            ["wide.cwc", "none.png", "--reduce", "4", "--region", "60,1,16,2"],
            "the region 60,1,16,2 is not within the picture of 75×3")
    }

    @Test(
        "What is no region is wrong usage",
        arguments: [
            "", "1", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,3,", "-1,0,2,2", "0,-1,2,2", "0,0,0,2",
            "0,0,2,0", "0,0,1.5,2", "0,0,99999999999999999999,2", "0 0 2 2",
        ])
    func badRegion(text: String) throws {
        let run = try workshop.run("decode", "wide.cwc", "none.png", "--region=\(text)")
        #expect(run.status == 64)
        #expect(run.output.isEmpty && run.errors.contains("region"))
        #expect(!workshop.files.contains("none.png"))
    }

    @Test(
        "A region beyond the picture is refused",
        arguments: [
            "0,0,301,9", "0,0,300,10", "300,0,1,1", "0,9,1,1", "1,0,300,9",
            "9223372036854775807,9223372036854775807,9223372036854775807,9223372036854775807",
        ])
    func regionBeyond(text: String) throws {
        try expectRefusal(["wide.cwc", "none.png", "--region", text], "not within the picture")
    }

    @Test("Of a file that ends early there is what is there, if it is asked for")
    func partial() throws {
        let streams = try streams()
        let length = streams[0, 1].endIndex + 3
        try writeFile(Array(file[..<length]), to: workshop.path("cut.cwc"))
        try expectRefusal(["cut.cwc", "none.png"], "truncated at byte ")
        let run = try workshop.run("decode", "cut.cwc", "part.png", "--partial")
        #expect(run.status == 0 && run.output.isEmpty)
        #expect(run.errors.hasPrefix("cwc: cut.cwc: ends early; 2 tiles lack "))
        #expect(run.errors.firstIndex(of: "\n") == run.errors.indices.last)
        let part = try written("part.png")
        #expect(part.width == 300 && part.height == 9 && part.samples != picture.samples)
        // Reduced to what is there, nothing is missing.
        let small = try workshop.run(
            "decode", "cut.cwc", "small.png", "--partial", "--reduce", "8")
        #expect(small.status == 0 && small.errors.isEmpty)
        // Nor is it of a file that is whole.
        let whole = try workshop.run("decode", "wide.cwc", "same.png", "--partial")
        #expect(whole.status == 0 && whole.errors.isEmpty)
        #expect(try written("same.png").samples == picture.samples)
        // Without any stream there is no picture.
        for count in [0, 20, streams[0, 0].startIndex - 1] {
            try writeFile(Array(file[..<count]), to: workshop.path("cut.cwc"))
            try expectRefusal(["cut.cwc", "none.png", "--partial"], "truncated at byte ")
        }
    }

    @Test("Damage is named and decoded around, if it is asked for")
    func keepGoing() throws {
        let streams = try streams()
        for (resolution, tile) in [(0, 1), (1, 0), (3, 1)] {
            var damaged = file
            damaged[streams[resolution, tile].startIndex] ^= 0x40
            try writeFile(damaged, to: workshop.path("bad.cwc"))
            for flags in [[], ["--partial"]] {
                try expectRefusal(["bad.cwc", "none.png"] + flags, "(checksumMismatch) at byte ")
            }
            let run = try workshop.run("decode", "bad.cwc", "kept.png", "--keep-going")
            #expect(run.status == 1 && run.output.isEmpty)
            let place = tile == 0 ? "0,0,256,9" : "256,0,44,9"
            #expect(run.errors.hasPrefix("cwc: bad.cwc: tile \(tile) (\(place)): "))
            #expect(run.errors.firstIndex(of: "\n") == run.errors.indices.last)
            let kept = try written("kept.png")
            #expect(kept.width == 300 && kept.samples != picture.samples)
            // A region that the damage does not reach is as it was, and nothing is wrong.
            guard tile == 1 else { continue }
            let part = try workshop.run(
                "decode", "bad.cwc", "part.png", "--keep-going", "--reduce", "2", "--region",
                "0,0,1,1")
            #expect(part.status == 0 && part.errors.isEmpty)
        }
        let whole = try workshop.run("decode", "wide.cwc", "same.png", "--keep-going")
        #expect(whole.status == 0 && whole.errors.isEmpty)
    }

    @Test("A picture whose checksum is wrong goes nowhere, nor does it take another's place")
    func wrongPixels() throws {
        var container = try Container(parsing: file)
        container.header.pixelChecksum = container.header.pixelChecksum.map { $0 ^ 1 }
        try writeFile(container.serialized(), to: workshop.path("wrong.cwc"))
        try writeFile([1, 2, 3], to: workshop.path("old.png"))
        for output in ["none.png", "none.ppm", "none.jpg", "old.png", "-"] {
            try expectRefusal(["wrong.cwc", output], "(Spec cwc §9.4)")
        }
        #expect(try readFile(workshop.path("old.png")) == [1, 2, 3])
        let run = try workshop.run("decode", "wrong.cwc", "-", "--ignore-checksum")
        #expect(run.status == 0)
        #expect(try decodeImage(bytes: run.output).samples == picture.samples)
    }

    @Test("A fault far down in a file leaves nothing of the rows above it")
    func aFaultFarDown() throws {
        var container = try Container(parsing: file)
        let streams = try streams()
        var payloads = streams.payloads
        payloads[payloads.count - 1] = [UInt8](repeating: 0xAA, count: 99)[...]
        container.streams = Streams(
            resolutions: streams.resolutions, tiles: streams.tiles,
            hasImportance: streams.hasImportance, payloads: payloads)
        try writeFile(container.serialized(), to: workshop.path("wrong.cwc"))
        for output in ["none.png", "none.ppm", "-"] {
            try expectRefusal(["wrong.cwc", output], "(badPayload) at byte ")
        }
    }

    @Test("Input without an end that is no file of ours is refused at once")
    func endless() throws {
        let clock = ContinuousClock()
        let time = try clock.measure {
            try expectRefusal(["/dev/zero", "none.png"], "malformed (badSignature) at byte 0 ")
        }
        #expect(time < .seconds(20))
    }
}
