/// A JSON value: what safetensors headers and run configurations are written in.
public indirect enum JSON: Hashable, Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case array([JSON])
    /// Members in the order of the text.
    case object([Member])

    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSON

        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The member of an object with this name, if any.
    public subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    public var numberValue: Double? { if case .number(let value) = self { value } else { nil } }
    public var textValue: String? { if case .text(let value) = self { value } else { nil } }
    public var arrayValue: [JSON]? { if case .array(let values) = self { values } else { nil } }
}

extension JSON {
    /// Compact text.
    public var serialized: String { line(comma: ",", colon: ":") }

    private func line(comma: String, colon: String) -> String {
        switch self {
        case .null: return "null"
        case .flag(let value): return value ? "true" : "false"
        case .number(let value):
            let whole = value.rounded(.towardZero) == value && abs(value) < 1e15
            return whole ? String(Int64(value)) : String(value)
        case .text(let value): return Self.quoted(value)
        case .array(let values):
            let inner = values.map { $0.line(comma: comma, colon: colon) }
            return "[" + inner.joined(separator: comma) + "]"
        case .object(let members):
            let inner = members.map {
                Self.quoted($0.name) + colon + $0.value.line(comma: comma, colon: colon)
            }
            return "{" + inner.joined(separator: comma) + "}"
        }
    }

    /// Text for people: members on lines of their own, short values on one line.
    public var formatted: String { formatted(indent: "") + "\n" }

    private func formatted(indent: String) -> String {
        let compact = line(comma: ", ", colon: ": ")
        guard indent.isEmpty || indent.count + compact.count > 80 else { return compact }
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
        default: return compact
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
