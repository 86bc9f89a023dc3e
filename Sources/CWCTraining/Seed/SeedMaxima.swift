import CWCNetwork
import CWCSeed
import CWCTorch

/// The largest magnitudes that the layers of the seed family's networks put out: what the scales
/// of activations follow from.
///
/// A phase of quantized training measures them once, at its beginning; the export takes the same.
struct SeedMaxima {
    /// One per layer in running order, by network.
    private(set) var values: [NetworkRole: [Float]]

    subscript(role: NetworkRole) -> [Float] { values[role] ?? [] }

    /// Measures on random crops at every rate; `observe` sees the importance logits of each batch.
    init(
        _ model: SeedModel, pictures: PictureSet, cropSide side: Int, batchCount: Int,
        device: Device, observe: (Tensor) throws -> Void = { _ in }
    ) throws {
        var random = TrainingRandom(seed: 7)
        var features = Calibration()
        var codes = Calibration()
        var importance = Calibration()
        var synthesis = Calibration()
        try Torch.withoutGradient {
            for batch in 0..<batchCount {
                let x = try pictureTensor(
                    pictures.batch(4, side: side, device: device, using: &random))
                let trunk = try features.run(model.features, on: x)
                let bits = try codes.run(model.codes, on: trunk).greater(than: 0)
                let logits = try importance.run(model.importance, on: trunk)
                try observe(logits)
                // Every rate, from all groups to one.
                let shift = 7 - 15 * Double(batch) / Double(max(1, batchCount - 1))
                let p = try (logits + shift).sigmoid()
                _ = try synthesis.run(model.synthesis, on: bits * model.mask.forward(p))
            }
        }
        values = [
            .features: features.maxima, .codes: codes.maxima, .importance: importance.maxima,
            .synthesis: synthesis.maxima,
        ]
    }

    private static func name(_ role: NetworkRole) -> String { "maxima.\(role.name)" }

    /// The maxima that a checkpoint holds, if it holds any.
    init?(_ checkpoint: SafeTensors) throws(TorchError) {
        values = [:]
        for role in NetworkRole.seed {
            guard let tensor = checkpoint[Self.name(role)] else { return nil }
            values[role] = try tensor.floats()
        }
    }

    /// Tensors for a checkpoint.
    func tensors() throws(TorchError) -> [(name: String, tensor: Tensor)] {
        var tensors: [(name: String, tensor: Tensor)] = []
        for role in NetworkRole.seed {
            tensors.append((Self.name(role), try Tensor(self[role])))
        }
        return tensors
    }
}

/// The four networks of the seed family in integers.
struct SeedIntegers {
    let features: QuantizedNetwork
    let codes: QuantizedNetwork
    let importance: QuantizedNetwork
    let synthesis: QuantizedNetwork

    init(_ model: SeedModel, maxima: SeedMaxima, bits: ActivationBits) throws {
        func integers(
            _ network: FloatNetwork, _ input: TensorScale, _ output: TensorScale?
        ) throws -> QuantizedNetwork {
            try quantize(
                network.declaration, parameters: network.quantizerParameters(),
                maxima: maxima[network.declaration.role], input: input, output: output, bits: bits)
        }
        features = try integers(model.features, .pixels, nil)
        codes = try integers(model.codes, features.output, .logits(fractionBits: 8))
        importance = try integers(model.importance, features.output, .logits(fractionBits: 8))
        synthesis = try integers(model.synthesis, .bits, .pixels)
    }

    subscript(role: NetworkRole) -> QuantizedNetwork {
        switch role {
        case .features: features
        case .codes: codes
        case .importance: importance
        default: synthesis
        }
    }
}
