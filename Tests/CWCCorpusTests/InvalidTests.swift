import CWCContainer
import CWCDecoder
import CWCModel
import CWCModels
import Testing

/// `Corpus/invalid`: files that every decoder must refuse, each for its own reason.
@Suite struct InvalidTests {
    /// Files with wrong payloads need a model that they are wrong for.
    private static let files: [InvalidFile] =
        InvalidFile.containers + InvalidFile.streams
        + (Models.model(named: "seed").map { InvalidFile.payloads($0.id) } ?? [])
        + (Models.model(named: "main").map { InvalidFile.streams($0.id) } ?? [])
        + ((try? InvalidFile.alpha()) ?? [])

    @Test func eachIsRefusedForItsReason() throws {
        if Corpus.isRecording {
            var expected: [String: InvalidExpectation] = [:]
            for file in Self.files {
                try Corpus.write(file.bytes, to: "invalid/\(file.name).cwc")
                expected[file.name] = InvalidExpectation(try Self.error(from: file.bytes))
            }
            try Corpus.write(json(expected), to: "invalid/expected.json")
        }
        let expected = try parse(
            [String: InvalidExpectation].self, from: Corpus.read("invalid/expected.json"))
        #expect(Set(expected.keys) == Set(Self.files.map(\.name)))
        for file in Self.files {
            let stored = try Corpus.read("invalid/\(file.name).cwc")
            #expect(stored == file.bytes, "\(file.name) is not what is made now")
            let found = InvalidExpectation(try Self.error(from: stored))
            #expect(found == expected[file.name], "\(file.name)")
        }
    }

    /// The name begins with the section of the specification that the error names.
    @Test func namesTellTheSection() throws {
        for file in Self.files {
            let section = try Self.error(from: file.bytes).section
            #expect(file.section == section, "\(file.name)")
        }
    }

    @Test(.disabled(if: Corpus.isRecording, "files are being written"))
    func noneIsMissingAndNoneTooMany() {
        #expect(
            Corpus.names(in: "invalid")
                == Set(Self.files.map { "\($0.name).cwc" } + ["expected.json"]))
    }

    private static func error(from bytes: [UInt8]) throws -> FormatError {
        let error = #expect(throws: FormatError.self) {
            _ = try ImageDecoder(bytes).decode(models: Models.model(id:))
        }
        return try #require(error)
    }
}
