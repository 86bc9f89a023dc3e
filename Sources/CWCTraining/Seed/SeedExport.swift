public import CWCModel
import CWCSeed
public import CWCTorch

/// Turns trained networks of the seed family into a model.
public struct SeedExport {
    let model: SeedModel
    let device: Device
    /// The scales that the networks were trained with, where they were.
    private let trained: SeedMaxima?

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
        trained = try SeedMaxima(checkpoint)
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

    /// Scales how far the importance logits lie from their mean over random crops of `pictures`.
    ///
    /// A factor below 1 evens the map out: fewer bytes for the map, and planes without ragged
    /// borders, which deflate codes better. What serves best is to be measured in bytes of files.
    public func scaleImportance(
        by factor: Double, pictures: PictureSet, cropSide: Int = 256
    ) throws(TorchError) {
        try Torch.withoutGradient { () throws(TorchError) in
            var random = TrainingRandom(seed: 7)
            let x = try pictureTensor(
                pictures.batch(32, side: cropSide, device: device, using: &random))
            let mean = try model.importance(model.features(x)).mean()
            let last = model.importance.weights.count - 1
            let weight = model.importance.weights[last]
            let bias = model.importance.biases[last]
            try copy(
                [weight * factor, bias * factor + mean * (1 - factor)],
                to: [weight, bias])
        }
    }

    /// Quantizes the networks, with the scales that they were trained with, else with scales
    /// measured on random crops of the request's pictures.
    ///
    /// - Returns: The model, ready to be written.
    /// - Throws: What torch or the quantizer says, or that no picture is large enough.
    public func model(_ request: ExportRequest) throws -> Model {
        var pictures = request.pictures
        let side = min(request.cropSide, pictures.largestSquare / 8 * 8)
        guard side > 0 else { throw TorchError("no pictures to measure scales on") }
        pictures.dropSmallerThan(side)
        if request.mapContrast != 1 {
            try scaleImportance(by: request.mapContrast, pictures: pictures, cropSide: side)
        }
        var logits: [Float] = []
        let measured = try SeedMaxima(
            model, pictures: pictures, cropSide: side, batchCount: request.batchCount,
            device: device
        ) { logits += try $0.floats() }
        let integers = try SeedIntegers(model, maxima: trained ?? measured, bits: request.bits)
        let architecture = model.architecture
        return try Model(
            description: ModelDescription(name: request.name, note: request.note),
            shape: SeedShape(planes: architecture.planes, levels: architecture.levels),
            SeedNetworks(
                synthesis: integers.synthesis.network,
                encoder: SeedNetworks.Encoder(
                    features: integers.features.network, codes: integers.codes.network,
                    importance: integers.importance.network,
                    tables: QualityCurve(levels: architecture.levels, logits: logits).tables)))
    }
}
