public import CWCFigures

/// Why a text is no JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte at which the text stops being JSON.
    public let offset: Int
    /// What is wrong there.
    public let reason: String

    /// Both, for people.
    public var description: String { "byte \(offset): \(reason)" }
}

extension JSON {
    /// Parses a whole text (RFC 8259). Nesting is limited to 64.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.document()
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    var offset = 0

    mutating func document() throws(JSONError) -> JSON {
        let result = try value(depth: 0)
        skipSpace()
        guard offset == bytes.count else { throw error("text after the end") }
        return result
    }

    private func error(_ reason: String) -> JSONError { JSONError(offset: offset, reason: reason) }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
    }

    private mutating func expect(_ character: Character) throws(JSONError) {
        guard current == character.asciiValue else { throw error("'\(character)' expected") }
        offset += 1
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth < 64 else { throw error("nested too deeply") }
        skipSpace()
        switch current.map({ Character(UnicodeScalar($0)) }) {
        case "{": return try object(depth: depth)
        case "[": return try array(depth: depth)
        case "\"": return .string(try text())
        case "t": return try word("true", .bool(true))
        case "f": return try word("false", .bool(false))
        case "n": return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[offset...].starts(with: word.utf8) else { throw error("a value expected") }
        offset += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONError) -> Double {
        let digits = bytes[offset...].prefix { "+-.eE0123456789".utf8.contains($0) }
        guard let first = digits.first, first != 0x2B, first != 0x2E,
            let value = Double(String(decoding: digits, as: UTF8.self))
        else { throw error("a value expected") }
        offset += digits.count
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSON {
        try expect("[")
        var values: [JSON] = []
        skipSpace()
        if current == UInt8(ascii: "]") {
            offset += 1
            return .array(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if current == UInt8(ascii: ",") { offset += 1 } else { break }
        }
        try expect("]")
        return .array(values)
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON {
        try expect("{")
        var members: [JSON.Member] = []
        skipSpace()
        if current == UInt8(ascii: "}") {
            offset += 1
            return .object(members)
        }
        while true {
            skipSpace()
            let name = try text()
            guard !members.contains(where: { $0.name == name }) else {
                throw error("'\(name)' twice in one object")
            }
            skipSpace()
            try expect(":")
            members.append(JSON.Member(name, try value(depth: depth + 1)))
            skipSpace()
            if current == UInt8(ascii: ",") { offset += 1 } else { break }
        }
        try expect("}")
        return .object(members)
    }

    private mutating func text() throws(JSONError) -> String {
        try expect("\"")
        var units: [UInt16] = []
        var run: [UInt8] = []
        func flush() { units += Array(String(decoding: run, as: UTF8.self).utf16) }
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw error("a control character in a text") }
            offset += 1
            guard byte == UInt8(ascii: "\\") else {
                run.append(byte)
                continue
            }
            flush()
            run = []
            units.append(try escaped())
        }
        flush()
        try expect("\"")
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func escaped() throws(JSONError) -> UInt16 {
        guard let byte = current else { throw error("the text ends") }
        offset += 1
        switch Character(UnicodeScalar(byte)) {
        case "n": return 0x0A
        case "t": return 0x09
        case "r": return 0x0D
        case "b": return 0x08
        case "f": return 0x0C
        case "\"", "\\", "/": return UInt16(byte)
        case "u":
            let digits = String(decoding: bytes[offset...].prefix(4), as: UTF8.self)
            // UInt16 would take a sign, too.
            guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
                let unit = UInt16(digits, radix: 16)
            else {
                throw error("four hexadecimal digits expected")
            }
            offset += 4
            return unit
        default: throw error("an unknown escape")
        }
    }
}
