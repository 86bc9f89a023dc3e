/// Why an image file could not be read or written.
public struct ImageError: Error, Hashable, Sendable {
    /// The kind of failure; the families are those of the codec's own format errors.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case truncated, malformed, unsupported
            case limitExceeded = "limit exceeded"
            case outOfMemory = "out of memory"
        }
        private let value: Value

        /// The file ends early.
        public static let truncated = Code(value: .truncated)
        /// The file breaks a rule of its format.
        public static let malformed = Code(value: .malformed)
        /// The format, or a feature of it, is not supported.
        public static let unsupported = Code(value: .unsupported)
        /// The picture is larger than ``ImageLimits`` allows.
        public static let limitExceeded = Code(value: .limitExceeded)
        /// The system has no memory left.
        public static let outOfMemory = Code(value: .outOfMemory)

        /// The kind, in words.
        public var description: String { value.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// The format of the file, if its signature was known.
    public let format: ImageFormat?
    /// What was wrong, for people.
    public let detail: String

    /// An error from its parts.
    public init(_ code: Code, _ format: ImageFormat?, _ detail: String) {
        self.code = code
        self.format = format
        self.detail = detail
    }
}

extension ImageError: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        "\(code) \(format?.rawValue ?? "image"): \(detail)"
    }
}
