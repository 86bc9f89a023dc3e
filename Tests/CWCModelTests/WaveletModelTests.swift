import CWCContainer
import CWCFamilies
import CWCImage
import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCWavelet
import Testing

@testable import CWCModel

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
        #expect(read.networks.count == 1 + 8 * levels)
    }

    /// The networks of another family, levels that do not fit, tables out of bounds.
    @Test func partsThatDoNotFitAreRefused() throws {
        let networks = try Self.networks()
        func refused(_ networks: WaveletNetworks) {
            #expect(throws: ModelError.self) {
                try Model(description: ModelDescription(name: "x"), networks)
            }
        }
        func changed(
            llContext: IntegerNetwork? = nil, postFilter: IntegerNetwork? = nil,
            baseSteps: BaseQuantizationSteps? = nil,
            probabilities: [UInt16]? = nil, masking: Int = 0, levels: [WaveletNetworks.Level]? = nil
        ) -> WaveletNetworks {
            WaveletNetworks(
                llContext: llContext ?? networks.llContext, levels: levels ?? networks.levels,
                postFilter: postFilter ?? networks.postFilter,
                baseSteps: baseSteps ?? networks.baseSteps,
                masking: masking, probabilities: probabilities ?? networks.probabilities)
        }
        refused(changed(levels: Array(networks.levels.dropLast())))
        refused(changed(llContext: networks.postFilter))
        refused(changed(postFilter: networks.llContext))
        refused(changed(levels: networks.levels.reversed()))
        refused(changed(probabilities: [UInt16](repeating: 0, count: 256)))
        refused(changed(probabilities: [UInt16](repeating: 9, count: 255)))
        // Cells are positions of level 4.
        refused(changed(masking: 8))
        var baseSteps = networks.baseSteps
        baseSteps.details[1][8] = 0
        refused(changed(baseSteps: baseSteps))
        baseSteps.details[1][8] = 1 << 24 + 1
        refused(changed(baseSteps: baseSteps))
        baseSteps.details[1].removeLast()
        refused(changed(baseSteps: baseSteps))
    }

    /// Networks that nobody could wait for are refused, in a file as well.
    @Test func workIsLimited() throws {
        let networks = try Self.networks()
        var random = SeededRandom(seed: 4)
        func codec(blocks: Int) throws -> WaveletCodec {
            let architecture = WaveletArchitecture(
                widths: [1, 1], contextWidths: [1, 1], headWidths: [1, 1], postFilterWidth: 256,
                postFilterBlocks: blocks)
            return try WaveletCodec(
                WaveletNetworks(
                    llContext: networks.llContext, levels: networks.levels,
                    postFilter: .random(
                        architecture.postFilter, inputRange: -1024...1023,
                        outputRange: -255...255, using: &random),
                    baseSteps: networks.baseSteps, masking: 0,
                    probabilities: networks.probabilities))
        }
        let description = ModelDescription(name: "wide")
        // Two convolutions of 3 × 3 in a block, 256 channels in and out, a position in 16 pixels.
        let ofBlock = Double(2 * 9 * 256 * 256 / 16)
        let (fast, slow) = (try codec(blocks: 3), try codec(blocks: 4))
        #expect(slow.multiplyAddsPerPixel - fast.multiplyAddsPerPixel == ofBlock)
        let limit = Double(NetworkLimits.multiplyAddsPerPixel)
        #expect(fast.multiplyAddsPerPixel < limit && slow.multiplyAddsPerPixel > limit)
        _ = try Model(description: description, codec: fast)
        #expect {
            try Model(description: description, codec: slow)
        } throws: { ($0 as? ModelError)?.kind == .limitExceeded }
        let file = Model(
            description: description, codec: slow,
            id: ModelID(
                hashing: ModelFile.canonicalBytes(description, slow.makeContent())[...])
        ).fileBytes()
        #expect {
            try Model(parsing: file[...])
        } throws: {
            let error = $0 as? FormatError
            return error?.code == .limitExceeded && error?.section == "model §4.8"
        }
    }

    /// What guides the encoder is in the file, and only where it says something.
    @Test func maskingComesBack() throws {
        var random = SeededRandom(seed: 2)
        let even = try Model.tinyWavelet(levels: 4, using: &random)
        let networks = try #require(even.wavelet)
        func model(masking: Int) throws -> Model {
            try Model(
                description: even.description,
                WaveletNetworks(
                    llContext: networks.llContext, levels: networks.levels,
                    postFilter: networks.postFilter, baseSteps: networks.baseSteps,
                    masking: masking, probabilities: networks.probabilities))
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
        // Description, root, …, post-filter, bands, ID.
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
