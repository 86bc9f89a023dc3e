public import CWCBitstream

/// The one error of the image format and of the model format: what is wrong, and where.
///
/// Spec cwc §2.4.
public struct FormatError: Error, Hashable, Sendable {
    /// What is wrong.
    public var code: Code
    /// Where, in bytes from the start of the file.
    public var offset: Int
    /// The section of the specification that says so, such as `cwc §4.2` or `model §3`.
    public var section: String
    /// The values involved, for people to read.
    public var detail: String

    /// Makes an error from its parts.
    public init(_ code: Code, offset: Int, section: String, detail: String) {
        self.code = code
        self.offset = offset
        self.section = section
        self.detail = detail
    }

    /// Places an error of the bytes in a format.
    public init(_ error: BitstreamError, section: String, detail: String) {
        let code: Code =
            switch error.kind {
            case .endOfInput: .truncated
            case .varintNotMinimal, .varintTooLarge: .badVarint
            case .deflateCorrupt, .deflateTooShort, .deflateTooLong, .deflateTrailingBytes:
                .badDeflate
            case .rangeTooShort, .rangeBadEnd: .badPayload
            }
        self.init(code, offset: error.offset, section: section, detail: detail)
    }
}

extension FormatError {
    /// The four families of errors; each calls for something else from the person who sees it.
    public enum Family: String, Hashable, Sendable {
        /// The file ends too early: fetch it again.
        case truncated
        /// The file is damaged, or was never right.
        case malformed
        /// The file may be right, but this decoder is too old for it or lacks its model.
        case unsupported
        /// The file asks for more than the format or the caller allows.
        case limitExceeded
    }

    /// A kind of error. New ones may be added without breaking anyone: switch over `family`.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case truncated
            case badSignature, badVarint, badValue, checksumMismatch
            case duplicateSection, misplacedSection, missingSection, trailingBytes
            case badPayload, badDeflate
            case unsupportedVersion, unsupportedFeature, unsupportedSection, unsupportedModel
            case limitExceeded
        }

        private let name: Name
        private init(_ name: Name) { self.name = name }

        /// The input ends where more must follow.
        public static let truncated = Code(.truncated)
        /// The file does not begin with the format's signature.
        public static let badSignature = Code(.badSignature)
        /// A varint is longer than it need be, or exceeds 32 bits.
        public static let badVarint = Code(.badVarint)
        /// A field holds a value that the specification does not allow.
        public static let badValue = Code(.badValue)
        /// A stored CRC-32 differs from the computed one.
        public static let checksumMismatch = Code(.checksumMismatch)
        /// A section that may appear once appears again.
        public static let duplicateSection = Code(.duplicateSection)
        /// A section comes after one that it must precede.
        public static let misplacedSection = Code(.misplacedSection)
        /// A section that must be there is not.
        public static let missingSection = Code(.missingSection)
        /// Bytes follow the end of the file's last section.
        public static let trailingBytes = Code(.trailingBytes)
        /// A payload breaks its own rules: size, padding, or a value out of range.
        public static let badPayload = Code(.badPayload)
        /// A DEFLATE stream is broken, or does not hold what it must.
        public static let badDeflate = Code(.badDeflate)
        /// The file's major version is not one that this decoder knows.
        public static let unsupportedVersion = Code(.unsupportedVersion)
        /// The file uses a reserved bit or value.
        public static let unsupportedFeature = Code(.unsupportedFeature)
        /// The file has an unknown section that must be understood.
        public static let unsupportedSection = Code(.unsupportedSection)
        /// The file needs a model that is not at hand.
        public static let unsupportedModel = Code(.unsupportedModel)
        /// A size exceeds a limit of the format or of the caller.
        public static let limitExceeded = Code(.limitExceeded)

        /// The family that the code belongs to.
        public var family: Family {
            switch name {
            case .truncated: .truncated
            case .badSignature, .badVarint, .badValue, .checksumMismatch, .duplicateSection,
                .misplacedSection, .missingSection, .trailingBytes, .badPayload, .badDeflate:
                .malformed
            case .unsupportedVersion, .unsupportedFeature, .unsupportedSection, .unsupportedModel:
                .unsupported
            case .limitExceeded: .limitExceeded
            }
        }

        /// The code's own name, such as `badVarint`.
        public var description: String { name.rawValue }
    }
}

extension FormatError: CustomStringConvertible {
    /// One line: family, code where it says more, place, section of the specification, values.
    public var description: String {
        let family = code.family.rawValue
        let kind = code.description == family ? family : "\(family) (\(code))"
        return "\(kind) at byte \(offset) (Spec \(section)): \(detail)"
    }
}
