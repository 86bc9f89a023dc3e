internal import CTorchShim

/// A tensor of libtorch, owned by reference.
///
/// Shapes are torch's: pictures are `[N, C, H, W]` by index, whatever their order in memory.
/// Every operation can fail (shapes, memory), so every operation throws.
public final class Tensor {
    let handle: cwct_tensor

    init(owning handle: cwct_tensor) { self.handle = handle }

    deinit { Torch.api.release(handle) }

    /// A tensor with the given bytes, row-major, moved to `device`.
    public convenience init(
        bytes: UnsafeRawBufferPointer, _ type: ScalarType, shape: [Int], device: Device = .cpu
    ) throws(TorchError) {
        let sizes = shape.map(Int64.init)
        let handle = Torch.api.from_bytes(
            bytes.baseAddress, bytes.count, type.rawValue, sizes, Int32(sizes.count), device.name)
        guard let handle else { throw Torch.lastError }
        self.init(owning: handle)
    }

    /// A tensor of 32-bit floats.
    public convenience init(
        _ values: [Float], shape: [Int]? = nil, device: Device = .cpu
    ) throws(TorchError) {
        try self.init(values, .float, shape: shape ?? [values.count], device: device)
    }

    /// A tensor of bytes.
    public convenience init(
        _ values: [UInt8], shape: [Int], device: Device = .cpu
    ) throws(TorchError) {
        try self.init(values, .uint8, shape: shape, device: device)
    }

    /// A tensor of 64-bit integers, such as indices.
    public convenience init(
        indices: [Int64], shape: [Int], device: Device = .cpu
    ) throws(TorchError) {
        try self.init(indices, .int64, shape: shape, device: device)
    }

    private convenience init<Element: BitwiseCopyable>(
        _ values: [Element], _ type: ScalarType, shape: [Int], device: Device
    ) throws(TorchError) {
        let made = values.withUnsafeBytes { bytes -> Result<cwct_tensor, TorchError> in
            let sizes = shape.map(Int64.init)
            let handle = Torch.timed("copy to torch") {
                Torch.api.from_bytes(
                    bytes.baseAddress, bytes.count, type.rawValue, sizes, Int32(sizes.count),
                    device.name)
            }
            return handle.map(Result.success) ?? .failure(Torch.lastError)
        }
        self.init(owning: try made.get())
    }

    /// Sizes by index.
    public var shape: [Int] {
        var sizes = [Int64](repeating: 0, count: Int(Torch.api.rank(handle)))
        Torch.api.sizes(handle, &sizes)
        return sizes.map(Int.init)
    }

    /// Steps in elements, by index; they tell the order in memory.
    public var strides: [Int] {
        var strides = [Int64](repeating: 0, count: Int(Torch.api.rank(handle)))
        Torch.api.strides(handle, &strides)
        return strides.map(Int.init)
    }

    /// Number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// The element type, when it is one that this module knows.
    public var type: ScalarType? { ScalarType(rawValue: Torch.api.dtype(handle)) }

    /// The elements as 32-bit floats, row-major, copied to the host.
    public func floats() throws(TorchError) -> [Float] {
        let host = try to(.float)
        var failed = false
        let values = [Float](unsafeUninitializedCapacity: host.count) { buffer, filled in
            failed = !Torch.timed("copy from torch") {
                Torch.api.to_bytes(
                    host.handle, buffer.baseAddress, buffer.count * MemoryLayout<Float>.size)
            }
            filled = failed ? 0 : buffer.count
        }
        if failed { throw Torch.lastError }
        return values
    }

    /// The elements as stored, row-major, copied to the host.
    public func bytes() throws(TorchError) -> [UInt8] {
        guard let type else { throw TorchError("a tensor of unknown element type") }
        var failed = false
        let size = count * type.byteCount
        let values = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            failed = !Torch.api.to_bytes(handle, buffer.baseAddress, size)
            filled = failed ? 0 : size
        }
        if failed { throw Torch.lastError }
        return values
    }

    /// The single element of a tensor that has one.
    public func scalar() throws(TorchError) -> Double {
        let values = try floats()
        precondition(values.count == 1, "scalar() of a tensor with \(values.count) elements")
        return Double(values[0])
    }

    // MARK: Gradients

    /// Asks for a gradient with respect to this leaf.
    public func requireGradient() throws(TorchError) {
        guard Torch.api.set_requires_grad(handle, true) else { throw Torch.lastError }
    }

    /// The gradient that backward passes have summed up, if any.
    public var gradient: Tensor? { Torch.api.gradient(handle).map(Tensor.init(owning:)) }

    /// Forgets the gradient.
    public func clearGradient() { Torch.api.clear_gradient(handle) }

    /// Runs the backward pass from this tensor, which has one element.
    public func backward() throws(TorchError) {
        guard Torch.timed("backward", { Torch.api.backward(handle) }) else {
            throw Torch.lastError
        }
    }
}
