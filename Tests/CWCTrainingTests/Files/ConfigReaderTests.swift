import CWCFigures
import CWCTraining
import Testing

@Suite struct ConfigReaderTests {
    private enum Kind: String, CaseIterable { case plain, fancy }

    private func reader(_ text: String) throws -> ConfigReader {
        try ConfigReader(JSON(parsing: Array(text.utf8)))
    }

    @Test func values() throws {
        var reader = try reader(
            #"{"rate": 0.5, "steps": 7, "on": true, "kind": "fancy", "data": ["a", "b"],"#
                + #" "more": {"deep": 1}, "parts": [{"x": 1}, {"x": 2}]}"#)
        #expect(try reader.number("rate", in: 0...1) == 0.5)
        #expect(try reader.integer("steps", in: 0...10) == 7)
        #expect(try reader.flag("on"))
        #expect(try reader.choice("kind", default: Kind.plain) == .fancy)
        #expect(try reader.texts("data") == ["a", "b"])
        var more = try reader.object("more")
        #expect(try more.integer("deep", in: 0...1) == 1)
        try more.finish()
        var parts = try reader.objects("parts")
        #expect(try parts[1].integer("x", in: 0...9) == 2)
        try reader.finish()
    }

    @Test func defaults() throws {
        var reader = try reader("{}")
        #expect(try reader.number("rate", in: 0...1, default: 0.25) == 0.25)
        #expect(try reader.choice("kind", default: Kind.plain) == .plain)
        #expect(try reader.texts("data") == [])
        var more = try reader.object("more")
        #expect(throws: ConfigError(key: "more.deep", "is missing")) {
            try more.integer("deep", in: 0...1)
        }
    }

    @Test func unknownKeysAreNamed() throws {
        var reader = try reader(#"{"parts": [{"x": 1}, {"y": 2}]}"#)
        var parts = try reader.objects("parts")
        try reader.finish()
        _ = try parts[0].integer("x", in: 0...9)
        try parts[0].finish()
        let error = ConfigError(key: "parts[1].y", "is no key that this configuration has")
        #expect(throws: error) { try parts[1].finish() }
        #expect(error.description == "'parts[1].y' is no key that this configuration has")
    }

    @Test func wrongValues() throws {
        var reader = try reader(
            #"{"rate": 2, "steps": 1.5, "on": 1, "kind": "odd", "data": ["a", 1], "parts": 3}"#)
        #expect(throws: ConfigError(key: "rate", "must be a number from 0 to 1.5")) {
            try reader.number("rate", in: 0...1.5)
        }
        #expect(throws: ConfigError(key: "steps", "must be a whole number from 0 to 9")) {
            try reader.integer("steps", in: 0...9)
        }
        #expect(throws: ConfigError(key: "on", "must be true or false")) { try reader.flag("on") }
        let odd = ConfigError(key: "kind", "is 'odd', must be one of 'plain', 'fancy'")
        #expect(throws: odd) { try reader.choice("kind", default: Kind.plain) }
        #expect(throws: ConfigError(key: "data", "must be a list of texts")) {
            try reader.texts("data")
        }
        #expect(throws: ConfigError(key: "parts", "must be a list of objects")) {
            try reader.objects("parts")
        }
        #expect(throws: ConfigError(key: "", "no JSON object")) {
            try ConfigReader(JSON.array([]))
        }
    }
}
