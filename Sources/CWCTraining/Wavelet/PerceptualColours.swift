import CWCTorch

/// Pictures in XYB, the colour space of SSIMULACRA2, `[N, 3, H, W]`.
struct PerceptualColours {
    private let mixing: Tensor
    private let bias: Tensor
    private let turning: Tensor
    private let offset: Tensor

    init(device: Device) throws(TorchError) {
        let bias = 0.0037930732554754493
        mixing = try Tensor(
            [
                0.3, 0.622, 0.078, 0.23, 0.692, 0.078,
                0.24342268924547819, 0.20476744424496821, 0.5518098665095536,
            ], shape: [3, 3, 1, 1], device: device)
        self.bias = try Tensor([Float](repeating: Float(bias), count: 3), device: device)
        let root = raise(bias, to: 1.0 / 3)
        // X = 7 (L − M) + 0.42, Y = (L + M) / 2 + 0.01, B = S − Y + 0.55, of roots less that of the bias.
        turning = try Tensor(
            [7, -7, 0, 0.5, 0.5, 0, -0.5, -0.5, 1], shape: [3, 3, 1, 1], device: device)
        offset = try Tensor(
            [0.42, Float(0.01 - root), 0.55], device: device)
    }

    /// Pictures, RGB − 128 `[N, 3, H, W]`, and what they are at halves of their size, in XYB.
    func scales(of pictures: Tensor, count: Int) throws(TorchError) -> [Tensor] {
        var light = try linear(pictures)
        var scales: [Tensor] = []
        for scale in 0..<count {
            if scale > 0 { light = try light.apply("avg_pool2d", "", .integers([2, 2])) }
            let mixed = try light.convolved(mixing, bias: bias)
                .apply("pow", "Tensor_Scalar", .number(1.0 / 3))
            scales.append(try mixed.convolved(turning, bias: offset))
        }
        return scales
    }

    /// The light that sRGB samples stand for, 0 … 1.
    private func linear(_ pictures: Tensor) throws(TorchError) -> Tensor {
        let values = try ((pictures + 128) / 255).clamped(0, 1)
        let curve = try ((values + 0.055) / 1.055).apply("pow", "Tensor_Scalar", .number(2.4))
        let isCurve = try values.greater(than: 0.04045)
        return try curve * isCurve + (values / 12.92) * ((isCurve * -1) + 1)
    }
}
