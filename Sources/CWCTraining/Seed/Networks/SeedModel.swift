public import CWCSeed
public import CWCTorch

/// The seed family as training sees it: its four networks, binarizer and mask between them.
///
/// Pictures are `[N, 3, H, W]` with `x = (pixel − 128) / 127.5`; the paper centres on 127.5, we on
/// 128, so that the zero of the padding is a whole pixel value for the integer codec.
public final class SeedModel {
    /// The networks' sizes.
    public let architecture: SeedArchitecture
    /// Picture to features.
    public let features: FloatNetwork
    /// Features to code logits.
    public let codes: FloatNetwork
    /// Features to importance logits.
    public let importance: FloatNetwork
    /// Masked codes to the picture.
    public let synthesis: FloatNetwork
    /// Importance to the planes that are kept.
    public let mask: ImportanceMask
    /// How code logits become bits.
    public var binarization = Binarization.paper

    /// Share of the importance branch's gradient that reaches the features. The paper lets all of
    /// it through; the rest of the network is calmer with less.
    public var importanceTrunkShare = 1.0

    /// A model with drawn weights.
    public init(
        _ architecture: SeedArchitecture, maskGradient: ImportanceMask.Gradient = .window,
        maskGradientScale: Double = 1, device: Device
    ) throws(TorchError) {
        self.architecture = architecture
        features = try FloatNetwork(architecture.features, device: device)
        codes = try FloatNetwork(architecture.codes, device: device)
        importance = try FloatNetwork(architecture.importance, device: device)
        synthesis = try FloatNetwork(architecture.synthesis, device: device)
        mask = try ImportanceMask(
            planes: architecture.planes, levels: architecture.levels,
            gradient: maskGradient, gradientScale: maskGradientScale, device: device)
    }

    /// The four networks, in the order of checkpoints.
    public var networks: [FloatNetwork] { [features, codes, importance, synthesis] }

    /// Every parameter, in the order of the networks.
    public var parameters: [Parameter] { networks.flatMap(\.parameters) }

    /// What one pass through the codec gives.
    public struct Pass {
        /// The decoded picture, `[N, 3, H, W]`, not clipped.
        public let picture: Tensor
        /// Kept bits, 0 or 1, `[N, planes, H/8, W/8]` (or `[N, planes, 1, 1]` without the map).
        public let mask: Tensor
        /// The importance before the shift, `[N, 1, H/8, W/8]`; nil without the map.
        public let importance: Tensor?
    }

    /// How many bits each position of each picture keeps.
    public enum Allocation {
        /// Without the map: one level for all positions of a picture, `[N]`.
        case uniform(Tensor)
        /// With the map, its logits shifted by a number per picture, `[N]`.
        case map(shift: Tensor)
    }

    /// Encodes and decodes, with gradients. Bits are drawn only when `isTraining`.
    public func callAsFunction(
        _ picture: Tensor, _ allocation: Allocation, isTraining: Bool = false
    ) throws(TorchError) -> Pass {
        let trunk = try features(picture)
        let bits = try binarization.bits(
            codes(trunk).to(.float), isTraining: isTraining)
        switch allocation {
        case .uniform(let levels):
            let kept = try mask.uniform(levels)
            let decoded = try synthesis(bits * kept).to(.float)
            return Pass(picture: decoded, mask: kept, importance: nil)
        case .map(let shift):
            let seen =
                try trunk * importanceTrunkShare
                + trunk.detached() * (1 - importanceTrunkShare)
            let logits = try importance(seen).to(.float)
            let shifted = try logits + shift.reshaped([-1, 1, 1, 1])
            let kept = try mask(shifted.sigmoid())
            let decoded = try synthesis(bits * kept).to(.float)
            return Pass(picture: decoded, mask: kept, importance: try logits.sigmoid())
        }
    }
}
