internal import CTorchShim

/// One argument of an operator, in the order of its schema.
public enum OperatorArgument {
    /// What the schema says.
    case standard
    case none
    case tensor(Tensor)
    case tensors([Tensor])
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case integers([Int])
    case text(String)
    case device(Device)
}

extension Torch {
    /// Calls any operator of ATen, by name without its `aten::` and by overload.
    ///
    /// Trailing arguments that are left out take the schema's defaults; lists of tensors among the
    /// results are flattened.
    ///
    /// - Throws: What the operator throws, or that there is no such operator.
    @discardableResult
    public static func call(
        _ name: String, _ overload: String = "", _ arguments: [OperatorArgument]
    ) throws(TorchError) -> [Tensor] {
        var arena = ArgumentArena()
        let values = arguments.map { arena.value($0) }
        defer { arena.release() }
        // Operators over lists give a tensor for each of theirs.
        let listed = arguments.reduce(0) { sum, argument in
            if case .tensors(let list) = argument { max(sum, list.count) } else { sum }
        }
        var results = [cwct_value](repeating: cwct_value(), count: 16 + listed)
        let produced = timed(name) {
            api.call(
                "aten::" + name, overload, values, Int32(values.count), &results,
                Int32(results.count))
        }
        guard produced >= 0 else { throw lastError }
        return results.prefix(Int(produced)).compactMap { $0.tensor.map(Tensor.init(owning:)) }
    }
}

/// Memory that the C values of one call point into.
private struct ArgumentArena {
    private var integerLists: [UnsafeMutablePointer<Int64>] = []
    private var tensorLists: [UnsafeMutablePointer<cwct_tensor?>] = []
    private var texts: [UnsafeMutablePointer<CChar>] = []

    mutating func value(_ argument: OperatorArgument) -> cwct_value {
        var value = cwct_value()
        switch argument {
        case .standard: value.tag = Int32(CWCT_DEFAULT)
        case .none: value.tag = Int32(CWCT_NONE)
        case .tensor(let tensor):
            value.tag = Int32(CWCT_TENSOR)
            value.tensor = tensor.handle
        case .tensors(let tensors):
            let list = UnsafeMutablePointer<cwct_tensor?>.allocate(capacity: max(1, tensors.count))
            for (index, tensor) in tensors.enumerated() { list[index] = tensor.handle }
            tensorLists.append(list)
            value.tag = Int32(CWCT_TENSORS)
            value.count = Int32(tensors.count)
            value.tensors = UnsafePointer(list)
        case .integer(let integer):
            value.tag = Int32(CWCT_INTEGER)
            value.integer = Int64(integer)
        case .number(let number):
            value.tag = Int32(CWCT_NUMBER)
            value.number = number
        case .flag(let flag):
            value.tag = Int32(CWCT_BOOLEAN)
            value.integer = flag ? 1 : 0
        case .integers(let integers):
            let list = UnsafeMutablePointer<Int64>.allocate(capacity: max(1, integers.count))
            for (index, integer) in integers.enumerated() { list[index] = Int64(integer) }
            integerLists.append(list)
            value.tag = Int32(CWCT_INTEGERS)
            value.count = Int32(integers.count)
            value.integers = UnsafePointer(list)
        case .text(let text):
            value.tag = Int32(CWCT_TEXT)
            value.text = hold(text)
        case .device(let device):
            value.tag = Int32(CWCT_DEVICE)
            value.text = hold(device.name)
        }
        return value
    }

    private mutating func hold(_ text: String) -> UnsafePointer<CChar> {
        let characters = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: characters.count)
        for (index, character) in characters.enumerated() { copy[index] = character }
        texts.append(copy)
        return UnsafePointer(copy)
    }

    mutating func release() {
        for list in integerLists { list.deallocate() }
        for list in tensorLists { list.deallocate() }
        for text in texts { text.deallocate() }
    }
}
