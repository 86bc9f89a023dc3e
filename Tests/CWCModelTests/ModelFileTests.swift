import CWCContainer
import CWCFamilies
import CWCImage
import CWCNetwork
import CWCSeed
import CWCTestSupport
import Testing

@testable import CWCModel

@Suite struct ModelFileTests {
    static func tiny(hasEncoder: Bool = true) throws -> Model {
        var random = SeededRandom(seed: 11)
        return try Model.tiny(using: &random, hasEncoder: hasEncoder)
    }

    @Test(arguments: [true, false]) func roundTrip(hasEncoder: Bool) throws {
        let model = try Self.tiny(hasEncoder: hasEncoder)
        let bytes = model.fileBytes()
        let read = try Model(parsing: bytes[...])
        #expect(read == model)
        #expect(read.fileBytes() == bytes)
        #expect((read.encoder != nil) == hasEncoder)
        #expect(try Model.computedID(of: bytes[...]) == model.id)
    }

    @Test func contexts() throws {
        let tiny = try Self.tiny()
        let planes = (0..<4).map { plane in
            ContextModel.Plane(
                neighbours: [.init(rows: -1, columns: 2), .init(planesBefore: plane, columns: -2)],
                probabilities: [32, 65504, 1000, UInt16(plane + 100)])
        }
        let contexts = ContextModel(planes: planes, seen: 5)
        func model(_ contexts: ContextModel) throws -> Model {
            try Model(
                description: tiny.description, shape: TinyArchitecture.shape,
                SeedNetworks(
                    synthesis: tiny.synthesis, encoder: tiny.encoder, contexts: contexts))
        }
        let bytes = try model(contexts).fileBytes()
        // Type, length, seen; for each plane a count, 2 · 3 bytes of neighbours, 4 · 2 of
        // probabilities; CRC.
        #expect(bytes.count == tiny.fileBytes().count + 1 + 1 + 1 + 4 * (1 + 6 + 8) + 4)
        let read = try Model(parsing: bytes[...])
        #expect(read.seed?.contexts == contexts)
        #expect(try read == model(contexts))
        #expect(tiny.seed?.contexts == nil)
        let error = #expect(throws: ModelError.self) {
            try model(ContextModel.plain(planes: 3))
        }
        #expect(error?.description == "contexts of 3 planes for 4")
    }

    /// Kinds of layers that the small model has not. Spec model §4.5.
    @Test func depthwiseAndLeaks() throws {
        var random = SeededRandom(seed: 13)
        let model = try Model.separable(using: &random)
        let bytes = model.fileBytes()
        let read = try Model(parsing: bytes[...])
        #expect(read == model)
        #expect(read.fileBytes() == bytes)
        #expect(read.synthesis.declaration == TinyArchitecture.separableSynthesis)
        for count in 0..<bytes.count {
            let error = #expect(throws: FormatError.self) {
                _ = try Model(parsing: bytes[..<count])
            }
            #expect(error?.code == .truncated)
        }
    }

    /// The ID follows the content: it is the beginning of the SHA-256 of all before it. A file that
    /// states another is read, and known by what it states.
    @Test func identification() throws {
        let model = try Self.tiny()
        let decoderOnly = try Self.tiny(hasEncoder: false)
        #expect(model.id != decoderOnly.id)
        // 1 + 1 + 8 + 4 bytes of model_id section come after the canonical bytes.
        var canonical = Array(model.fileBytes().dropLast(14))
        #expect(model.id == ModelID(SHA256.hash(canonical[...]).prefix(8)))
        var writer = FieldWriter()
        writer.bytes("canonical_bytes", &canonical)
        writer.writeSection(type: 0x04, payload: [1, 2, 3, 4, 5, 6, 7, 8])
        let renamed = writer.bytes
        #expect(try Model(parsing: renamed[...]).id == ModelID([1, 2, 3, 4, 5, 6, 7, 8]))
        #expect(try Model(parsing: renamed[...]).fileBytes() == renamed)
        #expect(try Model.computedID(of: renamed[...]) == model.id)
    }

    /// Offsets count from the start of the file, also in a slice of something larger.
    @Test func slices() throws {
        let model = try Self.tiny()
        let bytes = model.fileBytes()
        #expect(try Model(parsing: ([9, 9, 9] + bytes)[3...]) == model)
    }

    @Test func traceCoversTheFile() throws {
        let bytes = try Self.tiny().fileBytes()
        let trace = FieldTrace()
        _ = try Model(parsing: bytes[...], trace: trace)
        #expect(trace.fields.first?.name == "signature")
        #expect(trace.fields.contains { $0.name == "weights" })
        // Every byte of the file lies within some field.
        var covered = [Bool](repeating: false, count: bytes.count)
        for field in trace.fields {
            for offset in field.offset..<field.offset + field.size { covered[offset] = true }
        }
        #expect(!covered.contains(false))
    }

    @Test func everyTruncation() throws {
        let bytes = try Self.tiny().fileBytes()
        for count in 0..<bytes.count {
            let error = #expect(throws: FormatError.self) {
                _ = try Model(parsing: bytes[..<count])
            }
            #expect(error?.code == .truncated, "\(count) bytes: \(String(describing: error))")
            #expect((error?.offset ?? .max) <= count)
        }
    }

    @Test func everyFlippedBit() throws {
        let bytes = try Self.tiny(hasEncoder: false).fileBytes()
        for offset in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[offset] ^= 1 << UInt8(bit)
                #expect(throws: FormatError.self, "bit \(bit) of byte \(offset)") {
                    _ = try Model(parsing: damaged[...])
                }
            }
        }
    }

    @Test func trailingByte() throws {
        let bytes = try Self.tiny().fileBytes()
        #expect(
            throws: FormatError(
                .trailingBytes, offset: bytes.count, section: "model §4.2",
                detail: "1 bytes follow the model_id section")
        ) { _ = try Model(parsing: (bytes + [0])[...]) }
    }

    @Test func headers() throws {
        let good = Array(try Self.tiny().fileBytes())
        func expect(_ code: FormatError.Code, at offset: Int, change: (inout [UInt8]) -> Void) {
            var bytes = good
            change(&bytes)
            let error = #expect(throws: FormatError.self) { _ = try Model(parsing: bytes[...]) }
            #expect(error?.code == code)
            #expect(error?.offset == offset)
            #expect(error?.section == "model §4.1")
        }
        expect(.badSignature, at: 0) { $0[3] = 0x43 }
        // A short file of another kind is not a truncated model.
        expect(.badSignature, at: 0) { $0 = [0x89, 0x50] }
        expect(.truncated, at: 0) { $0 = [0x8B, 0x43] }
        // Version 2 may have another header: its CRC is not looked at.
        expect(.unsupportedVersion, at: 8) { $0[8] = 2 }
        expect(.checksumMismatch, at: 10) { $0[9] = 1 }
    }

    /// A later minor version may add sections that can be skipped, and only those.
    @Test func unknownSections() throws {
        let model = try Self.tiny(hasEncoder: false)
        var writer = FieldWriter()
        var head = Array(model.fileBytes().dropLast(14))
        writer.bytes("file", &head)
        writer.writeSection(type: 0xC0, payload: [1, 2, 3])
        writer.writeSection(type: 0x04, payload: model.id.bytes)
        #expect(try Model(parsing: writer.bytes[...]) == model)
        // What is skipped is part of what the ID names.
        #expect(try Model.computedID(of: writer.bytes[...]) != model.id)

        var strict = FieldWriter()
        strict.bytes("file", &head)
        strict.writeSection(type: 0x40, payload: [1, 2, 3])
        strict.writeSection(type: 0x04, payload: model.id.bytes)
        #expect(
            throws: FormatError(
                .unsupportedSection, offset: head.count, section: "model §4.2",
                detail: "section type 64")
        ) { _ = try Model(parsing: strict.bytes[...]) }
    }
}
