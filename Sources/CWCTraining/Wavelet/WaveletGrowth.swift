import CWCTorch
import CWCWavelet

extension WaveletModel {
    /// The values of all parameters with which the model computes what a model with narrower contexts
    /// and heads and fewer residual blocks did: channels that were there before do not look at new
    /// ones, and what new blocks add is zero. What is new is as it was drawn.
    ///
    /// - Throws: What is missing, or too large for this model.
    func grown(_ stored: StoredTensors) throws(TorchError) -> [Tensor] {
        var values: [Tensor] = []
        for network in networks {
            let count = network.weights.count
            let known = (0..<count).prefix { stored.tensors["\(network.name).\($0).weight"] != nil }
                .count
            for index in 0..<count {
                let isLast = index == count - 1
                let fresh = (network.weights[index], network.biases[index])
                // Blocks are added between those that are there and the last convolution.
                guard isLast || index < known - 1 || known == count else {
                    let opens = index % 2 == 1
                    values += [opens ? fresh.0 : try fresh.0 * 0, fresh.1]
                    continue
                }
                let name = "\(network.name).\(isLast ? max(0, known - 1) : index)"
                let old = try stored.all(["\(name).weight", "\(name).bias"])
                let parts = inputParts(of: network, convolution: index)
                values.append(try laid(old[0], in: fresh.0, parts: parts, name))
                values.append(try laid(old[1], in: fresh.1, parts: (0, 0), name))
            }
        }
        return values
    }

    /// Channels of a convolution's input that have grown if any has: how many there are before them,
    /// and how many tensors of one width follow.
    private func inputParts(
        of network: FloatNetwork, convolution: Int
    ) -> (fixed: Int, grown: Int) {
        let pass = CodingPass.allCases.first { pass in
            levels.contains { $0.heads[pass] === network }
        }
        guard convolution == 0, let pass,
            let level = levels.first(where: { $0.heads[pass] === network })
        else { return (0, 1) }
        return (architecture.widths[level.level - 1], WaveletArchitecture.contexts(of: pass))
    }

    /// A tensor with an old one in it, `[out, in, k, k]` or `[out]`.
    private func laid(
        _ old: Tensor, in fresh: Tensor, parts: (fixed: Int, grown: Int), _ name: String
    ) throws(TorchError) -> Tensor {
        let (from, to) = (old.shape, fresh.shape)
        let fits =
            from.count == to.count && from[0] <= to[0]
            && from.dropFirst(2) == to.dropFirst(2)
        guard fits else { throw TorchError("'\(name)' has another shape than the model's") }
        var values = try fresh.floats()
        let source = try old.floats()
        guard from.count > 1 else {
            values.replaceSubrange(0..<source.count, with: source)
            return try Tensor(values, shape: to, device: device)
        }
        let (less, more) = (from[1], to[1])
        let tensors = max(1, parts.grown)
        guard less <= more, parts.grown > 0 || less == more, (less - parts.fixed) % tensors == 0
        else {
            throw TorchError("'\(name)' has another shape than the model's")
        }
        let kernel = from.dropFirst(2).reduce(1, *)
        let (narrow, wide) = ((less - parts.fixed) / tensors, (more - parts.fixed) / tensors)
        for output in 0..<from[0] {
            let place = output * more * kernel
            for index in 0..<more * kernel { values[place + index] = 0 }
            for input in 0..<less {
                let beyond = input - parts.fixed
                let column =
                    beyond < 0 || narrow == 0
                    ? input : parts.fixed + beyond / narrow * wide + beyond % narrow
                for index in 0..<kernel {
                    values[place + column * kernel + index] =
                        source[(output * less + input) * kernel + index]
                }
            }
        }
        return try Tensor(values, shape: to, device: device)
    }
}
