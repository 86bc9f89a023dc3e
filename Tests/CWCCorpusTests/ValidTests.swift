import CWCContainer
import CWCDecoder
import CWCImage
import CWCModel
import CWCModels
import CWCNetwork
import Testing

/// `Corpus/valid`: files that every decoder must decode, to these samples and no others.
@Suite struct ValidTests {
    /// Models ship before there are files made with them.
    private static func canRun(_ file: ValidFile) -> Bool {
        Corpus.isRecording
            ? Models.model(named: file.model) != nil
            : !Corpus.names(in: "valid/\(file.name)").isEmpty
    }

    @Test(arguments: ValidFile.all.filter(canRun))
    func decodes(file: ValidFile) throws {
        if Corpus.isRecording {
            let bytes = try file.encoded(with: #require(Models.model(named: file.model)))
            try Corpus.write(bytes, to: "valid/\(file.name)/input.cwc")
            try Corpus.write(
                json(Self.found(in: bytes)), to: "valid/\(file.name)/expected.json")
        }
        let bytes = try Corpus.read("valid/\(file.name)/input.cwc")
        let expected = try parse(
            ValidExpectation.self, from: Corpus.read("valid/\(file.name)/expected.json"))
        var found = try Self.found(in: bytes)
        found.made_on = expected.made_on
        #expect(found == expected)
    }

    /// One picture, whatever the kernels, the threads and the strips.
    @Test(
        .disabled(if: Corpus.isRecording, "files are being written"),
        arguments: ValidFile.all.filter(canRun))
    func decodesAlikeInEveryWay(file: ValidFile) throws {
        let decoder = try ImageDecoder(Corpus.read("valid/\(file.name)/input.cwc"))
        let expected = try parse(
            ValidExpectation.self, from: Corpus.read("valid/\(file.name)/expected.json"))
        let pixels = decoder.header.width * decoder.header.height
        for model in Self.modelOfEachInstructionSet(file.model) {
            for (strip, threads) in pixels < 4000 ? Self.ways : Self.ways.suffix(1) {
                var options = DecodingOptions(threads: threads)
                options.stripHeight = strip
                let image = try decoder.decodeDeep(options) { $0 == model.id ? model : nil }
                #expect(
                    Self.hexadecimal(image.checksum) == expected.pixel_checksum,
                    "\(threads) threads, strips of \(strip ?? 0)")
            }
        }
    }

    /// Heights of strips and numbers of threads; the last for large pictures too, which take long
    /// without optimization. All pairs are tried on networks of all kinds in `StripTests`.
    private static let ways: [(strip: Int?, threads: Int)] = [(1, 1), (1, 3), (2, 2), (nil, 3)]

    /// The model, for each instruction set that this machine has.
    private static func modelOfEachInstructionSet(_ name: String) -> [Model] {
        InstructionSet.available.compactMap { Models.model(named: name)?.using($0) }
    }

    /// What a decoder sees in a file.
    private static func found(in bytes: [UInt8]) throws -> ValidExpectation {
        let decoder = try ImageDecoder(bytes)
        let header = decoder.header
        let image = try decoder.decodeDeep(models: Models.model(id:))
        let map = try decoder.importanceMap(models: Models.model(id:))
        var reduced: [String: String] = [:]
        for reduction in Reduction.allCases.dropFirst() where header.tiling != nil {
            var options = DecodingOptions()
            options.reduction = reduction
            let picture = try decoder.decodeDeep(options, models: Models.model(id:))
            reduced["\(reduction.rawValue)"] = hexadecimal(picture.checksum)
        }
        var depths: [String: String] = [:]
        for depth in SampleDepth.allCases where header.depth > .eight && depth != header.depth {
            var options = DecodingOptions()
            options.depth = depth
            let picture = try decoder.decodeDeep(options, models: Models.model(id:))
            depths["\(depth.bits)"] = hexadecimal(picture.checksum)
        }
        var metadata: [String: Int] = [:]
        metadata["icc"] = decoder.metadata.icc?.count
        metadata["exif"] = decoder.metadata.exif?.count
        metadata["xmp"] = decoder.metadata.xmp?.count
        metadata["cicp"] = decoder.metadata.cicp.map { _ in 4 }
        return ValidExpectation(
            width: header.width, height: header.height, channels: header.channels.name,
            model_id: header.model.description, payload_form: header.payloadForm.name,
            quality: header.qualityHundredths,
            pixel_checksum: hexadecimal(image.checksum),
            depth: header.depth == .eight ? nil : header.depth.bits,
            depth_checksums: depths.isEmpty ? nil : depths,
            reduced_checksums: reduced.isEmpty ? nil : reduced,
            region_checksums: try PartsOfFile.regions(in: bytes),
            partial_checksums: try PartsOfFile.beginnings(in: bytes),
            damage_checksums: try PartsOfFile.damage(in: bytes), tile_size: header.tiling?.side,
            level_sum: map.map { $0.values.reduce(0, +) }, metadata: metadata,
            made_on: thisMachine)
    }

    static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The encoder gives the same bytes on every machine. Files with DEFLATE streams are left out:
    /// how these look is zlib's choice.
    @Test(
        .disabled(if: Corpus.isRecording, "files are being written"),
        arguments: ValidFile.all.filter { $0.hasNoDeflate && canRun($0) })
    func encodesToTheSameBytes(file: ValidFile) throws {
        let bytes = try Corpus.read("valid/\(file.name)/input.cwc")
        for model in Self.modelOfEachInstructionSet(file.model) {
            #expect(try file.encoded(with: model) == bytes)
        }
    }

    /// How codes are stored changes no pixel.
    @Test(
        .disabled(if: Corpus.isRecording, "files are being written"),
        arguments: [
            ["landscape-small", "packed", "deflate"],
            ["grey-alpha", "packed-alpha", "deflate-alpha"],
            ["pixel", "packed-pixel", "deflate-pixel"],
        ])
    func formsDecodeToTheSamePixels(names: [String]) throws {
        let found = try names.map { name in
            try Self.found(in: Corpus.read("valid/\(name)/input.cwc"))
        }
        #expect(Set(found.map(\.payload_form)).count == PayloadForm.allCases.count)
        #expect(Set(found.map(\.pixel_checksum)).count == 1)
        #expect(Set(found.map(\.level_sum)).count == 1)
    }

    /// All of the files are there, or none: then no model ships yet.
    @Test(.disabled(if: Corpus.isRecording, "files are being written"))
    func noneIsMissingAndNoneTooMany() {
        let expected = Set(
            ValidFile.all.filter { Models.model(named: $0.model) != nil }.map(\.name))
        #expect(Corpus.names(in: "valid") == expected)
    }
}
