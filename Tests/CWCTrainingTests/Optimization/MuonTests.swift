import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct MuonTests {
        /// Singular values end near one, whatever they were.
        @Test(arguments: [(4, 12), (12, 4), (6, 6)])
        func stepsAreNearlyOrthogonal(rows: Int, columns: Int) throws {
            Torch.seed(2)
            let matrix = try Tensor.normal([rows, columns])
            let result = try Muon.orthogonal(matrix).to(.float)
            #expect(result.shape == [rows, columns])
            let values = try Torch.call("linalg_svdvals", "", [.tensor(result)])[0].floats()
            for value in values { #expect((0.6...1.3).contains(value)) }
        }

        @Test func stepsGoDownhill() throws {
            Torch.seed(3)
            let weight = try Tensor.normal([4, 3, 2, 2])
            try weight.requireGradient()
            let muon = try Muon([weight], learningRate: 0.05)
            var losses: [Double] = []
            for _ in 0..<40 {
                let loss = try weight.square().sum()
                losses.append(try loss.scalar())
                try loss.backward()
                try muon.step()
                weight.clearGradient()
            }
            #expect(losses[39] < 0.5 * losses[0])
        }
    }
}
