public import CWCContainer
public import CWCNetwork
public import CWCTorch

/// Turns trained seed networks into a model file's content.
public struct SeedExport {
    let model: SeedModel
    let device: Device

    /// Takes the averaged parameters of a checkpoint, or its plain ones when it holds weights only.
    public init(_ checkpoint: SafeTensors, device: Device) throws(TorchError) {
        func number(_ name: String) throws(TorchError) -> Int {
            guard let value = checkpoint.note(name).flatMap(Int.init), value > 0 else {
                throw TorchError("the checkpoint does not say its '\(name)'")
            }
            return value
        }
        let architecture = SeedArchitecture(
            planes: try number("planes"), levels: try number("levels"),
            widthEighths: try number("width_eighths"))
        model = try SeedModel(architecture, device: device)
        self.device = device
        for parameter in model.parameters {
            guard
                let value = checkpoint["average.\(parameter.name)"] ?? checkpoint[parameter.name]
            else { throw TorchError("the checkpoint has no tensor '\(parameter.name)'") }
            guard value.shape == parameter.tensor.shape else {
                throw TorchError("'\(parameter.name)' has another shape than declared")
            }
            try copy([value], to: [parameter.tensor])
        }
    }

    /// The parameters alone, as bfloat16: a twentieth of a checkpoint, enough to train on from.
    public func weights() throws(TorchError) -> SafeTensors {
        var tensors: [(name: String, tensor: Tensor)] = []
        for parameter in model.parameters {
            tensors.append((parameter.name, try parameter.tensor.detached().to(.bfloat16)))
        }
        let architecture = model.architecture
        return SafeTensors(
            tensors,
            metadata: [
                ("planes", String(architecture.planes)), ("levels", String(architecture.levels)),
                ("width_eighths", String(architecture.widthEighths)),
            ])
    }

    /// Side of the crops that scales are measured on.
    public static let cropSide = 256

    /// Scales how far the importance logits lie from their mean over random crops of `pictures`.
    ///
    /// A factor below 1 evens the map out: fewer bytes for the map, and planes without ragged
    /// borders, which deflate codes better. What serves best is to be measured in bytes of files.
    public func scaleImportance(by factor: Double, pictures: PictureSet) throws(TorchError) {
        try Torch.withoutGradient { () throws(TorchError) in
            var random = TrainingRandom(seed: 7)
            let x = try crops(of: pictures, count: 32, using: &random)
            let mean = try model.importance(try model.features(x)).mean()
            let last = model.importance.weights.count - 1
            let weight = model.importance.weights[last]
            let bias = model.importance.biases[last]
            try copy(
                [try weight * factor, try (try bias * factor) + (try mean * (1 - factor))],
                to: [weight, bias])
        }
    }

    private func crops(
        of pictures: PictureSet, count: Int, using random: inout TrainingRandom
    ) throws(TorchError) -> Tensor {
        let side = Self.cropSide
        return try pictureTensor(
            pictures.crops(count, side: side, using: &random), count: count, height: side,
            width: side, device: device)
    }

    /// Quantizes the networks, with scales measured on random crops of `pictures`.
    ///
    /// - Parameters:
    ///   - name: Name of the model.
    ///   - note: What the model says about itself.
    ///   - pictures: Training pictures to measure on, at least ``cropSide`` pixels a side.
    ///   - bits: Widths of activations.
    ///   - identify: SHA-256 of the canonical bytes, first 8 bytes.
    /// - Returns: The model, ready to be written.
    /// - Throws: What torch or the quantizer says.
    public func quantized(
        name: String, note: String, pictures: PictureSet, bits: ActivationBits,
        identify: (ArraySlice<UInt8>) -> ModelID
    ) throws -> Model {
        var random = TrainingRandom(seed: 7)
        var features = Calibration()
        var codes = Calibration()
        var importance = Calibration()
        var synthesis = Calibration()
        var logits: [Float] = []
        try Torch.withoutGradient {
            for batch in 0..<16 {
                let x = try crops(of: pictures, count: 4, using: &random)
                let trunk = try features.run(model.features, on: x)
                let bits = try codes.run(model.codes, on: trunk).greater(than: 0)
                let importanceLogits = try importance.run(model.importance, on: trunk)
                logits += try importanceLogits.floats()
                // Every rate, from one group to all.
                let shift = try Tensor([Float](repeating: Float(batch) - 8, count: 4))
                let p = try (try importanceLogits + shift.reshaped([-1, 1, 1, 1]).like(trunk))
                    .sigmoid()
                _ = try synthesis.run(model.synthesis, on: try bits * model.mask.forward(p))
            }
        }

        let trunk = try quantize(
            model.features.declaration, parameters: model.features.quantizerParameters(),
            maxima: features.maxima, input: .pixels, output: nil, bits: bits)
        let codeHead = try quantize(
            model.codes.declaration, parameters: model.codes.quantizerParameters(),
            maxima: codes.maxima, input: trunk.output, output: .logits(fractionBits: 8),
            bits: bits)
        let importanceHead = try quantize(
            model.importance.declaration, parameters: model.importance.quantizerParameters(),
            maxima: importance.maxima, input: trunk.output, output: .logits(fractionBits: 8),
            bits: bits)
        let decoder = try quantize(
            model.synthesis.declaration, parameters: model.synthesis.quantizerParameters(),
            maxima: synthesis.maxima, input: .bits, output: .pixels, bits: bits)
        let architecture = model.architecture
        return try Model(
            description: ModelDescription(
                name: name, family: 1, planes: architecture.planes, levels: architecture.levels,
                note: note),
            synthesis: decoder.network,
            encoder: Model.EncoderPart(
                features: trunk.network, codes: codeHead.network,
                importance: importanceHead.network,
                tables: QualityCurve(levels: architecture.levels, logits: logits).tables),
            identify: identify)
    }
}
