import CWCNetwork
import CWCTorch

extension SeedModel {
    /// Encodes and decodes as the codec does, with gradients: every network runs as its integer twin.
    ///
    /// The integers follow the float weights anew at each call; the scales of activations are given.
    func quantizedPass(
        _ picture: Tensor, _ allocation: Allocation, maxima: SeedMaxima, bits: ActivationBits,
        device: Device
    ) throws -> Pass {
        let integers = try SeedIntegers(self, maxima: maxima, bits: bits)
        func fake(_ network: FloatNetwork) -> FakeNetwork {
            FakeNetwork(
                float: network, integers: integers[network.declaration.role], device: device)
        }
        let pixels = try Torch.withoutGradient { () throws(TorchError) in
            try (picture * 127.5 + 128).round().to(.double)
        }
        let trunk = try fake(features)(
            FakeNetwork.Pair(integers: pixels, real: picture, scale: .pixels))
        let bits = try binarization.bits(fake(codes)(trunk).real, isTraining: false)

        let kept: Tensor
        var importance: Tensor?
        switch allocation {
        case .uniform(let levels): kept = try mask.uniform(levels)
        case .map(let shift):
            var seen = trunk
            seen.real =
                try trunk.real * importanceTrunkShare
                + trunk.real.detached() * (1 - importanceTrunkShare)
            let logits = try fake(self.importance)(seen).real
            importance = try logits.sigmoid()
            kept = try mask((logits + shift.reshaped([-1, 1, 1, 1])).sigmoid())
        }
        let sent = try bits * kept
        let decoded = try fake(synthesis)(
            FakeNetwork.Pair(
                integers: sent.detached().to(.double), real: sent, scale: .bits))
        return Pass(picture: decoded.real, mask: kept, importance: importance)
    }
}
