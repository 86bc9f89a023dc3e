extension JSON: CustomStringConvertible {
    /// One line, with blanks behind commas and colons.
    public var description: String { line(comma: ", ", colon: ": ") }

    /// The shortest text, without blanks.
    public var serialized: String { line(comma: ",", colon: ":") }

    /// Text for people: members on lines of their own, short values on one line.
    public var formatted: String { formatted(indent: "") + "\n" }

    private func line(comma: String, colon: String) -> String {
        switch self {
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .number(let value):
            guard value.isFinite else { return "null" }
            let isWhole = value.rounded(.towardZero) == value && abs(value) < 1e15
            return isWhole ? "\(Int64(value))" : "\(value)"
        case .digits(let digits): return digits
        case .string(let text): return Self.quoted(text)
        case .array(let values):
            let elements = values.map { $0.line(comma: comma, colon: colon) }
            return "[" + elements.joined(separator: comma) + "]"
        case .object(let members):
            let elements = members.map {
                Self.quoted($0.name) + colon + $0.value.line(comma: comma, colon: colon)
            }
            return "{" + elements.joined(separator: comma) + "}"
        }
    }

    private func formatted(indent: String) -> String {
        let line = description
        guard indent.isEmpty || indent.count + line.count > 80 else { return line }
        let deeper = indent + "  "
        switch self {
        case .array(let values) where !values.isEmpty:
            let lines = values.map { deeper + $0.formatted(indent: deeper) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map {
                "\(deeper)\(Self.quoted($0.name)): " + $0.value.formatted(indent: deeper)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        default: return line
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
