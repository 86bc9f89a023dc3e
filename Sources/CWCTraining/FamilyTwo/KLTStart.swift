internal import CWCNetwork
internal import CWCTorch

/// The linear path's start: the Karhunen–Loève transform of 16 × 16 blocks of training pictures.
///
/// From random weights the networks take thousands of steps to find out what principal components
/// give at once. Beside this path the nonlinear one only has to learn what is missing.
struct KLTStart {
    /// Unit vectors `[channels, 768]`, by falling variance.
    let basis: Tensor
    /// Standard deviations of the coefficients, in steps of the middle quality.
    let deviations: [Float]
    /// The step of the middle quality, in units of `x`.
    private let step: Double

    init(
        _ architecture: FamilyTwoArchitecture, pictures: PictureSet, blocks: Int,
        device: Device, using random: inout TrainingRandom
    ) throws(TorchError) {
        let side = 64
        let crops = blocks / 16
        let bytes = pictures.crops(crops, side: side, using: &random)
        let x = try pictureTensor(bytes, count: crops, height: side, width: side, device: device)
        let rows = try LinearAlgebra.windows(of: x, kernel: 16, stride: 16, padding: 0)
        let transform = try LinearAlgebra.principalComponents(
            of: rows, count: architecture.channels)
        basis = transform.basis
        let middle = FamilyTwoModel.price(Double(architecture.qualities - 1) / 2)
        let step = FamilyTwoModel.balancedStep(price: middle) / 127.5
        self.step = step
        deviations = transform.variances.map { ($0 / Float(step * step)).squareRoot() }
    }

    /// Writes transform and inverse into the linear networks of a model that was made with these
    /// deviations.
    func apply(to model: FamilyTwoModel) throws(TorchError) {
        try Torch.withoutGradient { () throws(TorchError) in
            let channels = model.architecture.channels
            let forward = try (try basis / step).reshaped([channels, 3, 16, 16])
            let normalizers = try model.normalizers.reshaped([channels, 1])
            let backward = try (try (try basis * step) / normalizers).transposed()
                .reshaped([768, channels, 1, 1])
            try copy([forward], to: [model.linearAnalysis.weights[0]])
            try copy([backward], to: [model.linearSynthesis.weights[0]])
        }
    }
}
