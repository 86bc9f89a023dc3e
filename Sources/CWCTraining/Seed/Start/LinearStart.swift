import CWCNetwork
import CWCSeed
public import CWCTorch

/// Sets the seed family's networks so that training begins at a good linear codec.
///
/// From random weights the networks spend tens of thousands of steps on finding out that 8×8 blocks
/// have principal components. Here they begin there. Rectifiers lose nothing when each linear
/// signal `u` travels as the pair `(u⁺, (−u)⁺)`: so the analysis becomes the KLT of 8×8 blocks, the
/// code bits comparisons of its components with thresholds or their Gray code (planes in the order
/// of their use), and the synthesis the least-squares fit to the pictures from those bits, or from
/// functions of them that are linear in the components, and the length of the kept prefix. Residual
/// bodies begin near zero. All of it is ordinary weights that training then changes.
public struct LinearStart {
    let model: SeedModel
    let device: Device
    /// Pictures to fit to, `[N, 3, H, W]`.
    let pictures: Tensor
    /// Levels of the uniform masks that the synthesis is fitted under, one per picture.
    let levels: Tensor
    /// How the planes tell a component.
    let code: Code
    /// Scale of the last convolution in residual bodies.
    let bodyScale = 0.01

    /// How the planes tell a component.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        /// One plane for each threshold, the ones that save most error for their bits first, ones
        /// rare: made for a coder that codes rare ones in next to nothing. Takes many planes.
        case sparse
        /// Gray code: the finest cells, but behind its folds gradients have wrong signs, so the
        /// bits are best left as they are.
        case gray
        /// One plane for each threshold: coarser, and ready to be trained.
        case thermometer
    }

    /// A one of `plane` means more as long as `flag`, a plane that is 1 where its group was sent, is
    /// not there.
    struct Correction: Hashable {
        var plane: Int
        var flag: Int
    }

    /// What the code planes mean, as far as the synthesis begins with it.
    enum Meaning {
        /// Gray codes of components.
        case gray(BitDesign)
        /// Comparisons, about which the synthesis knows nothing.
        case thermometer
        /// Comparisons of the first `components` components, which are sums of the bits, with
        /// corrections for what is not sent, the most important first.
        case sparse(components: Int, corrections: [Correction])
    }

    /// Prepares a fit to `count` random crops.
    public init(
        _ model: SeedModel, pictures: PictureSet, cropSide: Int = 64, count: Int = 1024,
        levelExponent: Double, code: Code = .gray, device: Device,
        using random: inout TrainingRandom
    ) throws(TorchError) {
        self.model = model
        self.code = code
        self.device = device
        let bytes = pictures.crops(count, side: cropSide, using: &random)
        self.pictures = try pictureTensor(
            bytes, count: count, height: cropSide, width: cropSide, device: device)
        let drawn = (0..<count).map { _ in
            random.level(of: model.architecture.levels, exponent: levelExponent)
        }
        levels = try Tensor(drawn, device: device)
    }

    /// Overwrites features, codes and synthesis; the importance branch keeps its random start, its
    /// last layer at a third.
    public func apply() throws(TorchError) {
        try Torch.withoutGradient { () throws(TorchError) in
            for network in [model.features, model.synthesis] { try shrinkBodies(network) }
            let last = model.importance.weights.count - 1
            try copy(
                [model.importance.weights[last] * 0.3],
                to: [model.importance.weights[last]])
            let meaning = try startAnalysis()
            try startSynthesis(meaning)
        }
    }

    /// Makes the second convolution of every residual body small, with live gradients.
    private func shrinkBodies(_ network: FloatNetwork) throws(TorchError) {
        for position in network.bodyEnds {
            try copy(
                [network.weights[position] * bodyScale], to: [network.weights[position]])
        }
    }
}

extension FloatNetwork {
    /// Positions of the convolutions that end a residual body.
    var bodyEnds: [Int] {
        var ends: [Int] = []
        var position = 0
        for layer in declaration.layers {
            position += layer.convolutions.count
            if case .residual = layer { ends.append(position - 1) }
        }
        return ends
    }
}
