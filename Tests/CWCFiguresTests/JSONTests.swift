import CWCFigures
import Testing

@Suite struct JSONTests {
    private static let value: JSON = [
        "z": .integer(-7), "a": .array([.null, .bool(true), .string("\"\\\n\u{1}é")]),
        "none": [:], "figure": .fixed(2.346, 2), "number": .number(0.5),
    ]

    @Test func oneLine() {
        #expect(
            "\(Self.value)" == """
                {"z": -7, "a": [null, true, "\\"\\\\\\n\\u0001é"], "none": {}, "figure": 2.35, \
                "number": 0.5}
                """)
        #expect(
            Self.value.serialized == """
                {"z":-7,"a":[null,true,"\\"\\\\\\n\\u0001é"],"none":{},"figure":2.35,"number":0.5}
                """)
    }

    @Test func linesOfTheirOwn() {
        let long = JSON.array((0..<40).map { .integer($0) })
        let value: JSON = ["short": ["a": .integer(1)], "long": .array([long, .string("x")])]
        let text = value.formatted
        #expect(text.hasPrefix("{\n  \"short\": {\"a\": 1},\n  \"long\": [\n    [\n      0,\n"))
        #expect(text.hasSuffix("      39\n    ],\n    \"x\"\n  ]\n}\n"))
    }

    @Test(arguments: [
        (JSON.number(3), "3"), (.number(-2.5), "-2.5"), (.number(1e16), "1e+16"),
        (.number(.infinity), "null"), (.fixed(.nan, 2), "null"), (.fixed(1, 3), "1.000"),
    ])
    func numbers(value: JSON, text: String) {
        #expect(value.description == text && value.serialized == text)
    }

    @Test func parts() {
        #expect(Self.value["z"]?.numberValue == -7 && Self.value["number"]?.numberValue == 0.5)
        #expect(Self.value["a"]?.arrayValue?.count == 3)
        #expect(Self.value["a"]?.arrayValue?.last?.stringValue == "\"\\\n\u{1}é")
        #expect(Self.value["b"] == nil && JSON.null["z"] == nil && JSON.null.numberValue == nil)
    }
}
