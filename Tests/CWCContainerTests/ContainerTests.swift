import CWCBitstream
import CWCContainer
import CWCImage
import Testing

@Suite struct ContainerTests {
    @Test(arguments: [wholeFile(), plainFile(), deepFile()])
    func filesSurvive(file: Container) throws {
        let bytes = file.serialized()
        let parsed = try Container(parsing: bytes)
        #expect(parsed == file)
        #expect(parsed.serialized() == bytes)
    }

    @Test func payloadsKnowTheirPlaceInTheFile() throws {
        let bytes = wholeFile().serialized()
        let parsed = try Container(parsing: bytes)
        for payload in [parsed.importance, parsed.codes, try #require(parsed.alpha)] {
            #expect(bytes[payload.indices] == payload)
        }
        #expect(parsed.alpha?.endIndex == bytes.count - 4)
    }

    @Test(arguments: Channels.allCases, PayloadForm.allCases)
    func everyKindOfPictureSurvives(channels: Channels, form: PayloadForm) throws {
        for checksum in [nil, 0, .max] as [UInt32?] {
            for quality in [nil, 0, 10_000] as [UInt16?] {
                for depth in [SampleDepth.eight, .ten, .twelve] {
                    let header = ImageHeader(
                        width: 1, height: 1, channels: channels, payloadForm: form,
                        model: sampleModel, qualityHundredths: quality, depth: depth,
                        pixelChecksum: checksum)
                    let file = Container(
                        header: header, importance: [], codes: [],
                        alpha: channels.hasAlpha ? [] : nil)
                    #expect(try Container(parsing: file.serialized()) == file)
                }
            }
        }
    }

    @Test(arguments: [1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, FormatLimits.largestSide])
    func everySizeSurvives(side: Int) throws {
        for (width, height) in [(side, 1), (1, side), (side, side)] {
            var file = plainFile()
            file.header.width = width
            file.header.height = height
            #expect(try Container(parsing: file.serialized()) == file)
        }
    }

    @Test func aNewerMinorVersionIsReadAndKept() throws {
        let parsed = try Container(
            parsing: header { $0[9] = 7 } + section(0x81, [5]) + section(0xFF, [1, 2])
                + section(0x01) + section(0x90) + section(0x02))
        #expect(parsed.header.minorVersion == 7)
        #expect(parsed.metadata == Metadata(icc: [5]))
    }

    /// Sections that nobody knows are skipped, as long as they are few.
    @Test func sectionsAreLimited() throws {
        let unknown = section(0xFF, [])
        func file(_ count: Int) -> [UInt8] {
            header() + (0..<count).flatMap { _ in unknown } + section(0x01) + section(0x02)
        }
        #expect(throws: Never.self) {
            try Container(parsing: file(FormatLimits.sections - 2))
        }
        let error = #expect(throws: FormatError.self) {
            try Container(parsing: file(FormatLimits.sections - 1))
        }
        #expect(error?.code == .limitExceeded && error?.section == "cwc §10.3")
        #expect(
            error?.offset == header().count + (FormatLimits.sections - 1) * unknown.count
                + section(0x01).count)
    }

    /// All that is neither map nor codes. A codes section of 2 MiB is far more than the codes of
    /// this picture can be: 64 bits for each of 6144 positions are 48 KiB.
    @Test func theOverheadOfAnOrdinaryFileIsAtMost48Bytes() {
        let header = ImageHeader(
            width: 768, height: 512, channels: .rgb, payloadForm: .deflate, model: sampleModel,
            qualityHundredths: 6000, pixelChecksum: 1)
        for count in [0, 6144 * 64 / 8, (2 << 20) - 1] {
            let map = [UInt8](repeating: 0, count: 6144 / 2)
            let codes = [UInt8](repeating: 0, count: count)
            let file = Container(header: header, importance: map, codes: codes).serialized()
            #expect(file.count - map.count - codes.count <= 48)
        }
    }
}
