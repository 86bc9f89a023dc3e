public import CWCTorch

/// Bytes `[N, H, W, 3]` as the networks take them: `[N, 3, H, W]`, channels last in memory,
/// `x = (pixel − 128) / 127.5`.
public func pictureTensor(
    _ bytes: [UInt8], count: Int, height: Int, width: Int, device: Device
) throws(TorchError) -> Tensor {
    try pictureTensor(Tensor(bytes, shape: [count, height, width, 3], device: device))
}

/// Bytes `[N, H, W, 3]` on a device as the networks take them: `[N, 3, H, W]`, as above.
public func pictureTensor(_ pixels: Tensor) throws(TorchError) -> Tensor {
    try (pixels.permuted([0, 3, 1, 2]).to(.float) - 128) / 127.5
}
