import CWCContainer
import CWCFamilies
import CWCModel
import CWCModels
import CWCWavelet
import Testing

@Suite struct ModelsTests {
    @Test("The seed ships, and it can encode")
    func seed() throws {
        let seed = try #require(Models.model(named: "seed"))
        #expect(seed.familyName == "seed")
        #expect(seed.encodes)
    }

    @Test("The wavelet family ships in two profiles and three tunes; two of these mask by contrast")
    func wavelet() throws {
        for (name, masks) in [
            ("main", false), ("main-visual", true), ("main-msssim", true), ("lite", false),
        ] {
            let networks = try #require(Models.model(named: name)?.wavelet)
            #expect((networks.masking > 0) == masks, "\(name)")
        }
        let sizes = try ["main", "lite"].map { name in
            try #require(Models.all.first { $0.name == name }).bytes.count
        }
        #expect(2 * sizes[1] < sizes[0])
    }

    @Test("A shipped model is what its list entry says")
    func entries() throws {
        for entry in Models.all {
            let model = try Model(parsing: entry.bytes[...])
            #expect(model.description.name == entry.name)
            #expect(model.id == entry.id)
            #expect(entry.model == model)
            #expect(Models.model(id: entry.id) == model)
            #expect(Models.model(named: entry.name) == model)
        }
    }

    @Test("Names and IDs are unique")
    func unique() {
        #expect(Set(Models.all.map(\.name)).count == Models.all.count)
        #expect(Set(Models.all.map(\.id)).count == Models.all.count)
    }

    @Test("Other names and IDs find nothing")
    func absent() {
        #expect(Models.model(named: "") == nil)
        #expect(Models.model(named: "Seed") == nil)
        #expect(Models.model(id: ModelID(0..<8)) == nil)
    }

    @Test("A model can be asked for from many threads")
    func threads() async throws {
        let entry = try #require(Models.all.first)
        await withTaskGroup(of: ModelID.self) { group in
            for _ in 0..<8 { group.addTask { entry.model.id } }
            for await id in group { #expect(id == entry.id) }
        }
    }
}
