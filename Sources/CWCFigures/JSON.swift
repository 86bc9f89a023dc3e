/// A JSON value (RFC 8259): what tools print, and what configurations and headers are written in.
public indirect enum JSON: Hashable, Sendable {
    /// No value.
    case null
    /// True or false.
    case bool(Bool)
    /// A number, written in its shortest form; null where it is not finite.
    case number(Double)
    /// A number as it is to be written.
    case digits(String)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSON])
    /// Named values, in the order in which they are written.
    case object([Member])

    /// A named value of an object.
    public struct Member: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: JSON

        /// A member from its parts.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }
}

extension JSON: ExpressibleByDictionaryLiteral {
    /// An object of these members, in this order.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member($0, $1) })
    }
}

extension JSON {
    /// A whole number.
    public static func integer(_ value: Int) -> JSON { .digits("\(value)") }

    /// A number with a fixed count of decimals, rounded; null where it is not finite.
    public static func fixed(_ value: Double, _ decimals: Int) -> JSON {
        value.isFinite ? .digits(CWCFigures.fixed(value, decimals)) : .null
    }

    /// The member of an object with this name, if any.
    public subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The number, if it is one.
    public var numberValue: Double? {
        switch self {
        case .number(let value): value
        case .digits(let digits): Double(digits)
        default: nil
        }
    }

    /// The text, if it is one.
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

    /// The elements, if it is an array.
    public var arrayValue: [JSON]? { if case .array(let values) = self { values } else { nil } }
}
