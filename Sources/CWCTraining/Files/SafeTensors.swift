public import CWCTorch

/// The safetensors file format: named tensors behind a JSON header.
///
/// 8 bytes header length (little-endian), the header, then the tensors' bytes, row-major.
public struct SafeTensors {
    public var tensors: [(name: String, tensor: Tensor)]
    /// The header's `__metadata__`: texts by name.
    public var metadata: [(name: String, value: String)]

    public init(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [(name: String, value: String)] = []
    ) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// A tensor by name, if there is one.
    public subscript(_ name: String) -> Tensor? { tensors.first { $0.name == name }?.tensor }

    /// A metadata text by name, if there is one.
    public func note(_ name: String) -> String? { metadata.first { $0.name == name }?.value }

    private static let typeNames: [(ScalarType, String)] = [
        (.float, "F32"), (.bfloat16, "BF16"), (.double, "F64"), (.uint8, "U8"), (.int8, "I8"),
        (.int16, "I16"), (.int32, "I32"), (.int64, "I64"),
    ]

    /// The bytes of the file.
    public func serialized() throws(TorchError) -> [UInt8] {
        var members: [JSON.Member] = []
        if !metadata.isEmpty {
            members.append(
                .init("__metadata__", .object(metadata.map { .init($0.name, .text($0.value)) })))
        }
        var data: [UInt8] = []
        for (name, tensor) in tensors {
            guard let type = tensor.type,
                let typeName = Self.typeNames.first(where: { $0.0 == type })?.1
            else { throw TorchError("'\(name)' has an element type that safetensors lacks") }
            let start = data.count
            data += try tensor.bytes()
            members.append(
                .init(
                    name,
                    .object([
                        .init("dtype", .text(typeName)),
                        .init("shape", .array(tensor.shape.map { .number(Double($0)) })),
                        .init(
                            "data_offsets",
                            .array([.number(Double(start)), .number(Double(data.count))])),
                    ])))
        }
        var header = Array(JSON.object(members).serialized.utf8)
        header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
        let length = UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header + data
    }

    /// Reads the bytes of a file; every length is checked against them.
    public init(parsing bytes: [UInt8]) throws(TorchError) {
        guard bytes.count >= 8 else { throw TorchError("safetensors: shorter than its length") }
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
        tensors = []
        metadata = []
        for member in members {
            if member.name == "__metadata__" {
                guard case .object(let notes) = member.value else { continue }
                metadata = notes.compactMap { note in
                    note.value.textValue.map { (note.name, $0) }
                }
                continue
            }
            tensors.append(
                (member.name, try Self.tensor(member, in: bytes, dataStart: dataStart)))
        }
    }

    private static func tensor(
        _ member: JSON.Member, in bytes: [UInt8], dataStart: Int
    ) throws(TorchError) -> Tensor {
        let offsets = member.value["data_offsets"]?.arrayValue?.compactMap(\.numberValue) ?? []
        let shape = member.value["shape"]?.arrayValue?.compactMap(\.numberValue) ?? []
        let name = member.value["dtype"]?.textValue
        guard let type = typeNames.first(where: { $0.1 == name })?.0, offsets.count == 2,
            let start = Int(exactly: offsets[0]), let end = Int(exactly: offsets[1]),
            start >= 0, start <= end, end <= bytes.count - dataStart,
            shape.allSatisfy({ $0 >= 0 && $0 < 0x1p31 && $0.rounded() == $0 })
        else { throw TorchError("safetensors: '\(member.name)' has a bad description") }
        let slice = bytes[(dataStart + start)..<(dataStart + end)]
        let sizes = shape.map { Int($0) }
        var result: Swift.Result<Tensor, TorchError> = .failure(TorchError("empty"))
        slice.withUnsafeBytes { raw in
            result = Swift.Result { () throws(TorchError) in
                try Tensor(bytes: raw, type, shape: sizes)
            }
        }
        return try result.get()
    }
}
