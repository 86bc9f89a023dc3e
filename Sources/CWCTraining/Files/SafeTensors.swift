internal import CWCFigures
public import CWCTorch

/// The safetensors file format: named tensors behind a JSON header.
///
/// 8 bytes header length (little-endian), the header, then the tensors' bytes, row-major.
public struct SafeTensors {
    /// The tensors by name, in the order of the file.
    public var tensors: [(name: String, tensor: Tensor)]
    /// The header's `__metadata__`: texts by name.
    public var metadata: [(name: String, value: String)]

    /// A file from its parts.
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
                .init("__metadata__", .object(metadata.map { .init($0.name, .string($0.value)) })))
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
                        .init("dtype", .string(typeName)),
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
        let outline = try Outline(parsing: bytes)
        metadata = outline.metadata.map { ($0.name, $0.value) }
        tensors = []
        for entry in outline.tensors {
            guard let type = Self.typeNames.first(where: { $0.1 == entry.type })?.0 else {
                throw TorchError(
                    "safetensors: '\(entry.name)' has the unknown element type '\(entry.type)'")
            }
            var result: Swift.Result<Tensor, TorchError> = .failure(TorchError("empty"))
            bytes[entry.range].withUnsafeBytes { raw in
                result = Swift.Result { () throws(TorchError) in
                    try Tensor(bytes: raw, type, shape: entry.shape)
                }
            }
            tensors.append((entry.name, try result.get()))
        }
    }
}
