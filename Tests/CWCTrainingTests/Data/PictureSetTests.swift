import CWCImage
import CWCImageIO
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

@Suite struct PictureSetTests {
    /// A picture whose every sample tells its column, row and channel.
    private func numbered(_ channels: Channels, width: Int = 6, height: Int = 5) -> RasterImage {
        RasterImage(
            width: width, height: height, channels: channels,
            samples: (0..<width * height * channels.count).map { UInt8($0) })
    }

    @Test func everyMemberIsReadOrNoted() throws {
        let set = try PictureSet(archiving: [
            ("a.png", encodeImage(numbered(.rgb), as: .png)),
            ("readme.txt", Array("not a picture".utf8)),
            ("b.pgm", encodeImage(numbered(.grey), as: .netpbm)),
            ("cut.png", Array(encodeImage(numbered(.rgb), as: .png).prefix(40))),
        ])
        #expect(set.pictures == [numbered(.rgb), numbered(.grey).convertedToRGB()])
        #expect(set.unreadable.map(\.name) == ["readme.txt", "cut.png"])
        #expect(set.unreadable.allSatisfy { !$0.reason.isEmpty })
    }

    @Test func missingArchive() {
        var set = PictureSet()
        #expect(throws: FileError.self) { try set.addArchive(path: "/nowhere/pictures.tar") }
    }

    @Test(
        arguments: [
            (Channels.grey, [0, 0, 0, 1, 1, 1]), (.greyAlpha, [0, 0, 0, 2, 2, 2]),
            (.rgb, [0, 1, 2, 3, 4, 5]), (.rgbAlpha, [0, 1, 2, 4, 5, 6]),
        ] as [(Channels, [UInt8])])
    func convertsToRGB(channels: Channels, samples: [UInt8]) {
        let picture = numbered(channels, width: 2, height: 1).convertedToRGB()
        #expect(picture.channels == .rgb)
        #expect(picture.samples == samples)
    }

    @Test func smallPicturesAreDropped() throws {
        var set = try PictureSet(
            archiving: [(6, 5), (5, 6), (4, 9), (9, 4)].enumerated().map { index, size in
                let picture = numbered(.rgb, width: size.0, height: size.1)
                return ("\(index).png", try encodeImage(picture, as: .png))
            })
        set.dropSmallerThan(5)
        #expect(set.pictures.map(\.width) == [6, 5])
    }

    /// Every crop is a window of the picture or the mirror image of one, and all of them come.
    @Test func crops() throws {
        let side = 3
        let picture = numbered(.rgb)
        let set = try PictureSet(archiving: [("a.png", encodeImage(picture, as: .png))])
        func window(_ left: Int, _ top: Int, mirrored: Bool) -> [UInt8] {
            (0..<side).flatMap { y in
                (0..<side).flatMap { x in
                    (0..<3).map { c in
                        let column = left + (mirrored ? side - 1 - x : x)
                        return picture.samples[((top + y) * picture.width + column) * 3 + c]
                    }
                }
            }
        }
        var windows: Set<[UInt8]> = []
        for top in 0...picture.height - side {
            for left in 0...picture.width - side {
                windows.insert(window(left, top, mirrored: false))
                windows.insert(window(left, top, mirrored: true))
            }
        }
        var random = TrainingRandom(seed: 5)
        let bytes = set.crops(1000, side: side, using: &random)
        let size = side * side * 3
        let crops = Set((0..<1000).map { Array(bytes[($0 * size)..<(($0 + 1) * size)]) })
        #expect(crops == windows)
    }

    /// Folders in folders, archives and single files; what is hidden is left out.
    @Test func everyPlace() throws {
        let folder = try TemporaryFolder()
        let picture = try encodeImage(numbered(.rgb), as: .png)
        try writeFile(picture, to: folder["b.png"])
        try writeFile(encodeImage(numbered(.grey), as: .netpbm), to: folder["a.pgm"])
        try writeFile(Array("no picture".utf8), to: folder["notes.txt"])
        try writeFile(picture, to: folder[".hidden.png"])
        var set = PictureSet()
        try set.add(path: folder.path)
        #expect(set.pictures == [numbered(.grey).convertedToRGB(), numbered(.rgb)])
        #expect(set.unreadable.map(\.name) == [folder["notes.txt"]])

        try set.add(path: folder["b.png"])
        #expect(set.pictures.count == 3)
        try writeFile(
            tarArchive([("inside.png", picture), ("odd.txt", [1, 2])]), to: folder["c.tar"])
        try set.add(path: folder["c.tar"])
        #expect(set.pictures.count == 4)
        #expect(set.unreadable.map(\.name) == [folder["notes.txt"], "odd.txt"])
        #expect(set.largestSquare == 5)
        #expect(throws: FileError.self) { try set.add(path: folder["missing"]) }
    }

    @Test func cropsDependOnTheStateAlone() throws {
        let set = try PictureSet.landscapes(2, width: 16, height: 16)
        var first = TrainingRandom(seed: 9)
        _ = set.crops(4, side: 8, using: &first)
        var resumed = TrainingRandom(seed: first.state)
        #expect(
            set.crops(4, side: 8, using: &first) == set.crops(4, side: 8, using: &resumed))
        #expect(first.state == resumed.state)
    }
}

extension TorchTests {
    @Suite struct ResidentPictureTests {
        /// Crops cut by the device out of its own memory are those that the host cuts.
        @Test func cropsCutOnTheDevice() throws {
            var set = PictureSet()
            for (index, size) in [(9, 12), (16, 8), (8, 8)].enumerated() {
                let samples = Drawing.landscape(
                    width: size.0, height: size.1, seed: UInt64(index + 1))
                set.append(
                    RasterImage(width: size.0, height: size.1, channels: .rgb, samples: samples))
            }
            var host = TrainingRandom(seed: 3)
            let expected = set.crops(40, side: 7, using: &host)
            try set.move(to: .cpu)
            var device = TrainingRandom(seed: 3)
            let crops = try set.batch(40, side: 7, device: .cpu, using: &device)
            #expect(crops.shape == [40, 7, 7, 3])
            #expect(try crops.bytes() == expected)
            #expect(host.state == device.state)
        }
    }
}

@Suite struct TrainingRandomTests {
    @Test func unitIsBelowOne() {
        var random = TrainingRandom(seed: 1)
        let numbers = (0..<4000).map { _ in random.unit() }
        #expect(numbers.allSatisfy { (0..<1).contains($0) })
        // Four standard deviations of the mean of 4000 uniform numbers: 4 · 0.2887 / 63.2.
        #expect(abs(numbers.reduce(0, +) / 4000 - 0.5) < 0.019)
    }
}
