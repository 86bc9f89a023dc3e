import CWCFigures
import CWCTraining
import Testing

@Suite struct JSONTests {
    private func parse(_ text: String) throws -> JSON { try JSON(parsing: text.utf8) }

    @Test(arguments: [
        ("null", JSON.null), ("true", .bool(true)), (" false ", .bool(false)),
        ("0", .number(0)), ("-12.5e-1", .number(-1.25)), ("1E3", .number(1000)),
        ("\"\"", .string("")),
        ("\"a\\n\\t\\\"\\\\\\/\\r\\b\\f\"", .string("a\n\t\"\\/\r\u{8}\u{c}")),
        ("\"\\u00e9é\\ud83d\\ude00\"", .string("éé😀")),
        ("[]", .array([])), ("[ 1 , [ ] ]", .array([.number(1), .array([])])),
        ("{}", .object([])),
        (
            "\r\n{ \"b\" : 1 , \"a\" : {\"c\":null} }",
            .object([
                .init("b", .number(1)), .init("a", .object([.init("c", .null)])),
            ])
        ),
    ])
    func texts(text: String, value: JSON) throws {
        #expect(try parse(text) == value)
        #expect(try parse(value.serialized) == value)
    }

    @Test(arguments: [
        ("", 0, "a value expected"), ("  ", 2, "a value expected"), ("nul", 0, "a value expected"),
        ("+1", 0, "a value expected"), (".5", 0, "a value expected"),
        ("--1", 0, "a value expected"),
        ("1 2", 2, "text after the end"), ("[1,]", 3, "a value expected"),
        ("[1", 2, "']' expected"), ("{\"a\" 1}", 5, "':' expected"),
        ("{\"a\":1,}", 7, "'\"' expected"), ("{\"a\":1", 6, "'}' expected"),
        ("{\"a\":1,\"a\":2}", 10, "'a' twice in one object"), ("{1:2}", 1, "'\"' expected"),
        ("\"abc", 4, "'\"' expected"), ("\"a\nb\"", 2, "a control character in a text"),
        ("\"\\x\"", 3, "an unknown escape"), ("\"\\", 2, "the text ends"),
        ("\"\\u12\"", 3, "four hexadecimal digits expected"),
        ("\"\\u12g4\"", 3, "four hexadecimal digits expected"),
        ("\"\\u+123\"", 3, "four hexadecimal digits expected"),
    ])
    func errors(text: String, offset: Int, reason: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text.utf8) }
        #expect(error?.offset == offset)
        #expect(error?.reason == reason)
    }

    @Test func nestingIsLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(64)) }
        let error = #expect(throws: JSONError.self) { try parse(nested(65)) }
        #expect(error?.reason == "nested too deeply")
    }

    @Test func numbersAreWrittenAsWholeWhereTheyAre() {
        #expect(JSON.number(3).serialized == "3")
        #expect(JSON.number(-0.5).serialized == "-0.5")
        #expect(JSON.number(1e14).serialized == "100000000000000")
        #expect(JSON.string("\u{1}\"\\\n").serialized == "\"\\u0001\\\"\\\\\\n\"")
    }

    @Test func members() throws {
        let value = try parse("{\"n\":2,\"t\":\"x\",\"a\":[1]}")
        #expect(value["n"]?.numberValue == 2)
        #expect(value["t"]?.stringValue == "x")
        #expect(value["a"]?.arrayValue == [.number(1)])
        #expect(value["t"]?.numberValue == nil)
        #expect(value["z"] == nil)
        #expect(JSON.null["n"] == nil)
    }
}
