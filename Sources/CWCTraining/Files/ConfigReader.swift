public import CWCFigures

/// Why a configuration is refused: which key, and what is wrong with it.
public struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Path of the key, such as `plan.phases[1].steps`; empty for the whole text.
    public let key: String
    /// What is wrong, as the end of a sentence that begins with the key.
    public let reason: String

    /// An error from its parts.
    public init(key: String, _ reason: String) {
        self.key = key
        self.reason = reason
    }

    /// Key and reason as a sentence.
    public var description: String { key.isEmpty ? reason : "'\(key)' \(reason)" }
}

/// Reads the members of a JSON object one by one, and knows which ones nobody asked for.
///
/// Every value is checked as it is read; ``finish()`` refuses what is left over, so that a
/// misspelt key is an error and not a default.
public struct ConfigReader: Sendable {
    private let members: [JSON.Member]
    private let path: String
    private var rest: Set<String>

    /// - Throws: When the value is no object.
    public init(_ value: JSON, path: String = "") throws(ConfigError) {
        guard case .object(let members) = value else {
            throw ConfigError(key: path, path.isEmpty ? "no JSON object" : "must be an object")
        }
        self.members = members
        self.path = path
        rest = Set(members.map(\.name))
    }

    /// Refuses members that were not read.
    public func finish() throws(ConfigError) {
        guard let stranger = members.first(where: { rest.contains($0.name) }) else { return }
        throw ConfigError(key: key(stranger.name), "is no key that this configuration has")
    }

    /// The error for a member whose value makes no sense for a reason of the caller's.
    public func error(_ name: String, _ reason: String) -> ConfigError {
        ConfigError(key: key(name), reason)
    }

    private func key(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private mutating func take(_ name: String) -> JSON? {
        rest.remove(name)
        return members.first { $0.name == name }?.value
    }

    // MARK: Values

    /// Whether a member is there and is an object, for members that may be something else.
    public func hasObject(_ name: String) -> Bool {
        guard case .object = members.first(where: { $0.name == name })?.value else { return false }
        return true
    }

    /// A number within `range`; `fallback` where the member is missing, an error where that is nil.
    public mutating func number(
        _ name: String, in range: ClosedRange<Double>, default fallback: Double? = nil
    ) throws(ConfigError) -> Double {
        guard let value = take(name) ?? fallback.map(JSON.number) else {
            throw error(name, "is missing")
        }
        guard let number = value.numberValue, range.contains(number) else {
            throw error(name, "must be a number \(brief(range))")
        }
        return number
    }

    /// A whole number within `range`.
    public mutating func integer(
        _ name: String, in range: ClosedRange<Int>, default fallback: Int? = nil
    ) throws(ConfigError) -> Int {
        guard let value = take(name) ?? fallback.map({ JSON.number(Double($0)) }) else {
            throw error(name, "is missing")
        }
        guard let number = value.numberValue.flatMap(Int.init(exactly:)), range.contains(number)
        else {
            throw error(
                name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A truth value.
    public mutating func flag(
        _ name: String, default fallback: Bool? = nil
    ) throws(ConfigError) -> Bool {
        guard let value = take(name) ?? fallback.map(JSON.bool) else {
            throw error(name, "is missing")
        }
        guard case .bool(let flag) = value else { throw error(name, "must be true or false") }
        return flag
    }

    /// A text.
    public mutating func text(
        _ name: String, default fallback: String? = nil
    ) throws(ConfigError) -> String {
        guard let value = take(name) ?? fallback.map(JSON.string) else {
            throw error(name, "is missing")
        }
        guard let text = value.stringValue else { throw error(name, "must be a text") }
        return text
    }

    /// One of the names of a choice.
    public mutating func choice<Choice>(
        _ name: String, default fallback: Choice? = nil
    ) throws(ConfigError) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        let text = try text(name, default: fallback?.rawValue)
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw error(name, "is '\(text)', must be one of \(names)")
        }
        return choice
    }

    /// A list of texts; empty where the member is missing.
    public mutating func texts(_ name: String) throws(ConfigError) -> [String] {
        guard let value = take(name) else { return [] }
        let texts = value.arrayValue?.compactMap(\.stringValue)
        guard let texts, texts.count == value.arrayValue?.count else {
            throw error(name, "must be a list of texts")
        }
        return texts
    }

    /// A list of numbers within `range`.
    public mutating func numbers(
        _ name: String, in range: ClosedRange<Double>, default fallback: [Double]
    ) throws(ConfigError) -> [Double] {
        guard let value = take(name) else { return fallback }
        let numbers = value.arrayValue?.compactMap(\.numberValue).filter(range.contains)
        guard let numbers, numbers.count == value.arrayValue?.count else {
            throw error(name, "must be a list of numbers \(brief(range))")
        }
        return numbers
    }

    /// Any value.
    public mutating func value(_ name: String) throws(ConfigError) -> JSON {
        guard let value = take(name) else { throw error(name, "is missing") }
        return value
    }

    /// The reader of an object; of an empty one where the member is missing.
    public mutating func object(_ name: String) throws(ConfigError) -> ConfigReader {
        try ConfigReader(take(name) ?? .object([]), path: key(name))
    }

    /// Readers of a list of objects.
    public mutating func objects(_ name: String) throws(ConfigError) -> [ConfigReader] {
        guard let value = take(name) else { throw error(name, "is missing") }
        guard let values = value.arrayValue else {
            throw error(name, "must be a list of objects")
        }
        var readers: [ConfigReader] = []
        for (index, value) in values.enumerated() {
            readers.append(try ConfigReader(value, path: "\(key(name))[\(index)]"))
        }
        return readers
    }
}

private func brief(_ range: ClosedRange<Double>) -> String {
    func brief(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
    return "from \(brief(range.lowerBound)) to \(brief(range.upperBound))"
}
