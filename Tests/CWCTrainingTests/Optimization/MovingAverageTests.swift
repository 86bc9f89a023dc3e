import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct MovingAverageTests {
        /// `a ← d·a + (1 − d)·p` with `d = min(decay, (step + 1)/(step + 10))`.
        @Test func followsTheParameters() throws {
            let parameter = try Tensor([1, -2] as [Float])
            let average = try MovingAverage(of: [parameter], decay: 0.25)
            var expected = [1.0, -2.0]
            let values: [[Float]] = [[2, 3], [5, -1], [0.5, 8]]
            for (step, value) in values.enumerated() {
                try copy([Tensor(value)], to: [parameter])
                try average.update(step: step)
                let kept = min(0.25, Double(step + 1) / Double(step + 10))
                expected = zip(expected, value).map { kept * $0 + (1 - kept) * Double($1) }
                let error = zip(try average.tensors[0].floats(), expected)
                    .map { abs(Double($0) - $1) }.max()
                #expect(try #require(error) < 1e-6)
            }
        }

        @Test func isAppliedAndTakenBack() throws {
            struct Stop: Error {}
            let parameter = try Tensor([1] as [Float])
            try parameter.requireGradient()
            let average = try MovingAverage(of: [parameter], decay: 0.9)
            try copy([Tensor([7] as [Float])], to: [parameter])
            let seen = try average.applied { try parameter.floats() }
            #expect(seen == [1])
            #expect(try parameter.floats() == [7])
            #expect(throws: Stop.self) { try average.applied { throw Stop() } }
            #expect(try parameter.floats() == [7])
            #expect(try average.tensors[0].floats() == [1])
        }
    }
}
