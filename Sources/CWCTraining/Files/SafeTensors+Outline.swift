internal import CWCFigures
public import CWCTorch

extension SafeTensors {
    /// What a file's header says: enough to describe the file without torch.
    public struct Outline: Hashable, Sendable {
        /// A text of the header's `__metadata__`.
        public struct Note: Hashable, Sendable {
            /// The name within the metadata.
            public var name: String
            /// The text.
            public var value: String
        }

        /// A tensor, and where its bytes lie in the file.
        public struct Entry: Hashable, Sendable {
            /// The tensor's name.
            public var name: String
            /// The element type as the file names it, such as `F32`.
            public var type: String
            /// Its size in each dimension.
            public var shape: [Int]
            /// The place of its bytes in the file.
            public var range: Range<Int>
        }

        /// The texts of the metadata.
        public private(set) var metadata: [Note] = []
        /// The tensors, in the order of the file.
        public private(set) var tensors: [Entry] = []

        /// Reads the header of a file; every place is checked against the file's length.
        public init(parsing bytes: [UInt8]) throws(TorchError) {
            guard bytes.count >= 8 else {
                throw TorchError("safetensors: shorter than its length")
            }
            let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * $1) }
            guard length <= UInt64(bytes.count - 8) else {
                throw TorchError("safetensors: the header is cut off")
            }
            let dataStart = 8 + Int(length)
            let header: JSON
            do { header = try JSON(parsing: bytes[8..<dataStart]) } catch {
                throw TorchError("safetensors: header, \(error)")
            }
            guard case .object(let members) = header else {
                throw TorchError("safetensors: the header is no object")
            }
            for member in members {
                if member.name == "__metadata__" {
                    guard case .object(let notes) = member.value else { continue }
                    metadata = notes.compactMap { note in
                        note.value.stringValue.map { Note(name: note.name, value: $0) }
                    }
                } else {
                    tensors.append(
                        try Self.entry(member, dataStart: dataStart, fileEnd: bytes.count))
                }
            }
        }

        private static func entry(
            _ member: JSON.Member, dataStart: Int, fileEnd: Int
        ) throws(TorchError) -> Entry {
            let offsets =
                member.value["data_offsets"]?.arrayValue?.compactMap(\.numberValue) ?? []
            let shape = member.value["shape"]?.arrayValue?.compactMap(\.numberValue) ?? []
            guard let type = member.value["dtype"]?.stringValue, offsets.count == 2,
                let start = Int(exactly: offsets[0]), let end = Int(exactly: offsets[1]),
                start >= 0, start <= end, end <= fileEnd - dataStart,
                shape.allSatisfy({ $0 >= 0 && $0 < 0x1p31 && $0.rounded() == $0 })
            else { throw TorchError("safetensors: '\(member.name)' has a bad description") }
            return Entry(
                name: member.name, type: type, shape: shape.map { Int($0) },
                range: (dataStart + start)..<(dataStart + end))
        }
    }
}
