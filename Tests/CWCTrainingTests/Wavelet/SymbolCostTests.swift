import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct SymbolCostTests {
        /// No symbol near a coefficient costs less than the chosen one, and λ weighs bits against error: at
        /// λ = 0 the nearest is chosen.
        @Test(arguments: [0, 0.08, 0.6])
        func theCheapestIsChosen(lambda: Double) throws {
            Torch.seed(6)
            let shape = [2, 3, 4, 5]
            let coefficients = try Tensor.normal(shape) * 2
            let logits = try Tensor.normal([2, 15, 4, 5]) * 2
            let costs = try SymbolCost(logits)
            let chosen = try costs.cheapest(
                coefficients, lambda: Tensor([Float(lambda)], shape: [1, 1, 1, 1]))
            if lambda == 0 {
                #expect(try chosen.floats() == coefficients.round().floats())
            }
            // One place at a time, so that the bits of a picture are those of a symbol.
            func places(_ tensor: Tensor) throws -> Tensor {
                try tensor.permuted([0, 2, 3, 1]).reshaped([40, -1, 1, 1])
            }
            for subband in 0..<3 {
                let coefficient = try places(coefficients.narrowed(1, from: subband, count: 1))
                let own = try SymbolCost(
                    places(
                        logits.narrowed(1, from: subband, count: 1).concatenated(
                            (1..<5).map {
                                try logits.narrowed(1, from: $0 * 3 + subband, count: 1)
                            }, over: 1)))
                func cost(_ symbol: Tensor) throws -> [Float] {
                    let error = try (coefficient - symbol).square().reshaped([-1])
                    return try (error + own.bits(symbol) * lambda).floats()
                }
                let symbol = try places(chosen.narrowed(1, from: subband, count: 1))
                let nearest = try coefficient.round()
                let oneLess = try nearest - coefficient.apply("sign")
                let best = try cost(symbol)
                for other in [nearest, oneLess, try nearest * 0] {
                    for (mine, its) in zip(best, try cost(other)) { #expect(mine <= its + 1e-4) }
                }
            }
        }

        /// The probabilities of all symbols sum to one.
        @Test func decisionsMakeADistribution() throws {
            Torch.seed(8)
            let one = try Tensor.normal([1, 5, 1, 1])
            var mass = 0.0
            for symbol in -60...60 {
                let value = try Tensor([Float(symbol)], shape: [1, 1, 1, 1])
                mass += raise(2, to: -(try SymbolCost(one).bits(value).scalar()))
            }
            #expect(abs(mass - 1) < 1e-3)
        }
    }
}
