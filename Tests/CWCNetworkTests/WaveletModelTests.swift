import CWCContainer
import CWCTestSupport
import CWCWavelet
import Testing

@testable import CWCNetwork

@Suite struct WaveletModelTests {
    private static func networks(levels: Int = 2) throws -> WaveletNetworks {
        var random = SeededRandom(seed: 3)
        return try .tiny(levels: levels, using: &random)
    }

    @Test(arguments: [2, 5])
    func aFileGivesTheModelBack(levels: Int) throws {
        var random = SeededRandom(seed: UInt64(levels))
        let model = try Model.tinyWavelet(levels: levels, using: &random)
        let file = model.fileBytes()
        let read = try Model(parsing: file[...])
        #expect(read == model)
        #expect(read.fileBytes() == file)
        #expect(read.encodes && read.seed == nil)
        #expect(read.allNetworks.count == 1 + 8 * levels)
    }

    /// The networks of another family, levels that do not fit, tables out of bounds.
    @Test func partsThatDoNotFitAreRefused() throws {
        let networks = try Self.networks()
        func refused(
            family: UInt8 = 2, levels: Int = 2, planes: Int = 0, _ networks: WaveletNetworks
        ) {
            #expect(throws: ModelError.self) {
                try Model(
                    description: ModelDescription(
                        name: "x", family: family, planes: planes, levels: levels),
                    networks: .wavelet(networks),
                    identify: { _ in ModelID([1, 2, 3, 4, 5, 6, 7, 8][...]) })
            }
        }
        func changed(
            root: IntegerNetwork? = nil, mending: IntegerNetwork? = nil, gains: BandGains? = nil,
            probabilities: [UInt16]? = nil, masking: Int = 0, levels: [WaveletNetworks.Level]? = nil
        ) -> WaveletNetworks {
            WaveletNetworks(
                root: root ?? networks.root, levels: levels ?? networks.levels,
                mending: mending ?? networks.mending, gains: gains ?? networks.gains,
                masking: masking, probabilities: probabilities ?? networks.probabilities)
        }
        refused(family: 1, networks)
        refused(levels: 3, networks)
        refused(planes: 4, networks)
        refused(changed(root: networks.mending))
        refused(changed(mending: networks.root))
        refused(changed(levels: networks.levels.reversed()))
        refused(changed(probabilities: [UInt16](repeating: 0, count: 256)))
        refused(changed(probabilities: [UInt16](repeating: 9, count: 255)))
        // Cells are positions of level 4.
        refused(changed(masking: 8))
        var gains = networks.gains
        gains.details[1][8] = 0
        refused(changed(gains: gains))
        gains.details[1][8] = 1 << 24 + 1
        refused(changed(gains: gains))
        gains.details[1].removeLast()
        refused(changed(gains: gains))
    }

    /// What guides the encoder is in the file, and only where it says something.
    @Test func maskingComesBack() throws {
        var random = SeededRandom(seed: 2)
        let even = try Model.tinyWavelet(levels: 4, using: &random)
        let networks = try #require(even.wavelet)
        func model(masking: Int) throws -> Model {
            try Model(
                description: even.description,
                networks: .wavelet(
                    WaveletNetworks(
                        root: networks.root, levels: networks.levels, mending: networks.mending,
                        gains: networks.gains, masking: masking,
                        probabilities: networks.probabilities)),
                identify: { _ in ModelID([1, 2, 3, 4, 5, 6, 7, 8][...]) })
        }
        #expect(try model(masking: 0).fileBytes().count == even.fileBytes().count)
        let file = try model(masking: 64).fileBytes()
        #expect(try Model(parsing: file[...]).wavelet?.masking == 64)
        #expect(file.count == even.fileBytes().count + 7)
        #expect(throws: ModelError.self) { try model(masking: 65) }
        #expect(throws: ModelError.self) { try model(masking: -1) }
    }

    /// A file whose sections are cut out, repeated or swapped.
    @Test func sectionsThatAreMissingOrMisplacedAreRefused() throws {
        var random = SeededRandom(seed: 4)
        let file = try Model.tinyWavelet(using: &random).fileBytes()
        let trace = FieldTrace()
        _ = try Model(parsing: file[...], trace: trace)
        let starts = trace.fields.filter { $0.name == "section_type" }.map(\.offset) + [file.count]
        let sections = zip(starts, starts.dropFirst()).map { Array(file[$0..<$1]) }
        let head = Array(file[..<starts[0]])
        func code(_ sections: [[UInt8]]) -> FormatError.Code? {
            do throws(FormatError) {
                _ = try Model(parsing: (head + sections.joined())[...])
                return nil
            } catch { return error.code }
        }
        #expect(code(sections) == nil)
        // Description, root, …, mending, bands, ID.
        for index in 1..<sections.count - 1 {
            var cut = sections
            cut.remove(at: index)
            #expect(code(cut) == .missingSection, "section \(index)")
            #expect(code(Array(sections[...index]) + sections[index...]) == .duplicateSection)
            guard index + 2 < sections.count else { continue }
            var swapped = sections
            swapped.swapAt(index, index + 1)
            #expect(code(swapped) == .misplacedSection, "section \(index)")
        }
        #expect(code(Array(sections.dropFirst())) == .missingSection)
    }

    /// No damage traps.
    @Test func damagedFilesAreRefusedOrRead() throws {
        var random = SeededRandom(seed: 6)
        let file = try Model.tinyWavelet(levels: 2, using: &random).fileBytes()
        var refused = 0
        for _ in 0..<200 {
            var bytes = file
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8(
                1 << Int.random(in: 0..<8, using: &random))
            if (try? Model(parsing: bytes[...])) == nil { refused += 1 }
        }
        #expect(refused > 190)
    }
}
