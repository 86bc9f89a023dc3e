import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCLearnedOptimizers
@testable import CWCTraining

extension TorchTests {
    @Suite struct LearnedOptimizerTests {
        private static let designs = [
            OptimizerDesign(units: 6), OptimizerDesign(input: .scaled(2), units: 6),
            OptimizerDesign(units: 6, averagingCells: 2),
            OptimizerDesign(
                units: 6, averagingCells: 2, memory: .window(length: 3, writeHeads: 1)),
            OptimizerDesign(units: 6, averagingCells: 2, memory: .full(writeHeads: 2)),
        ]

        /// The formula as it is printed, for gradients on both sides of e^−p, and for 0.
        @Test func inputsAreThoseOfTheFormula() throws {
            let gradients: [Float] = [0, 1e-30, -1e-6, 4.6e-5, -4.5e-5, 0.3, -7, 1e4]
            for input in [GradientInput.logarithmic(range: 10), .scaled(-3)] {
                let values = try input(Tensor(gradients, shape: [1, gradients.count])).floats()
                for (index, gradient) in gradients.enumerated() {
                    let expected = input.values(Double(gradient))
                    for (row, value) in expected.enumerated() {
                        let found = Double(values[row * gradients.count + index])
                        #expect(abs(found - value) < 1e-5 * max(1, abs(value)))
                    }
                }
            }
        }

        /// Instances side by side move as each would alone.
        @Test(arguments: designs)
        func batchedStepsAreThoseOfEach(design: OptimizerDesign) throws {
            Torch.seed(71)
            let (instances, count, steps) = (3, 7, 5)
            let optimizer = try LearnedOptimizer(design)
            let gradients = try (0..<steps).map { _ in try Tensor.normal([instances, count]) }
            let together = try moved(optimizer, gradients)
            for instance in 0..<instances {
                let alone = try moved(
                    optimizer, gradients.map { try $0.narrowed(0, from: instance, count: 1) })
                let expected = together[instance * count..<(instance + 1) * count]
                #expect(zip(alone, expected).allSatisfy { abs($0 - $1) < 1e-5 })
            }
        }

        /// Each optimizer of a crowd moves its optimizees as it would alone.
        @Test(arguments: designs)
        func crowdsMoveAsEachWould(design: OptimizerDesign) throws {
            Torch.seed(74)
            let (instances, count, steps) = (2, 7, 5)
            let members = try (0..<3).map { _ in try LearnedOptimizer(design) }
            let tensors = try members[0].parameters.indices.map { index in
                let all = try members.map {
                    let tensor = try $0.parameters[index].tensor.detached()
                    return try tensor.reshaped([1] + tensor.shape)
                }
                return try all[0].concatenated(Array(all.dropFirst()), over: 0)
            }
            let gradients = try (0..<steps).map { _ in
                try Tensor.normal([3 * instances, count])
            }
            let together = try moved(LearnedOptimizer(crowd: tensors, of: design), gradients)
            let size = instances * count
            for (index, member) in members.enumerated() {
                let alone = try moved(
                    member,
                    gradients.map {
                        try $0.narrowed(0, from: index * instances, count: instances)
                    })
                let expected = together[index * size..<(index + 1) * size]
                #expect(zip(alone, expected).allSatisfy { abs($0 - $1) < 1e-5 })
            }
        }

        /// The sum of the updates.
        private func moved(
            _ optimizer: LearnedOptimizer, _ gradients: [Tensor]
        ) throws -> [Float] {
            let shape = gradients[0].shape
            var state = try optimizer.begin(instances: shape[0], coordinates: shape[1])
            var sum = try Tensor.zeros(like: gradients[0])
            for gradient in gradients { sum = try sum + optimizer.step(gradient, &state) }
            return try sum.floats()
        }

        /// A step of the LSTM by scalar arithmetic, one layer of one unit at a time.
        @Test func cellIsAnLSTM() throws {
            Torch.seed(72)
            let layer = try CoordinateLSTM(inputs: 1, units: 2)
            let input = try Tensor([Float(0.7)], shape: [1, 1])
            let start = CoordinateLSTM.State(
                output: try Tensor([Float(0.2), -0.4], shape: [2, 1]),
                cell: try Tensor([Float(0.5), -1], shape: [2, 1]))
            let next = try layer(input, start)
            let weight = try layer.weight.floats().map(Double.init)
            let bias = try layer.bias.floats().map(Double.init)
            #expect(bias == [0, 0, 1, 1, 0, 0, 0, 0])
            func sigmoid(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }
            func tanh(_ x: Double) -> Double { 2 * sigmoid(2 * x) - 1 }
            for unit in 0..<2 {
                let sums = (0..<4).map { gate in
                    let row = gate * 2 + unit
                    return bias[row] + weight[row * 3] * 0.7 + weight[row * 3 + 1] * 0.2
                        - weight[row * 3 + 2] * 0.4
                }
                let cell =
                    sigmoid(sums[1]) * [0.5, -1][unit] + sigmoid(sums[0]) * tanh(sums[3])
                #expect(abs(Double(try next.cell.floats()[unit]) - cell) < 1e-6)
                let output = sigmoid(sums[2]) * tanh(cell)
                #expect(abs(Double(try next.output.floats()[unit]) - output) < 1e-6)
            }
        }

        /// The first cells' outputs are the same for all coordinates of an instance, not across
        /// instances; cells are left alone.
        @Test func averagingCells() throws {
            Torch.seed(73)
            let optimizer = try LearnedOptimizer(OptimizerDesign(units: 6, averagingCells: 2))
            var state = try optimizer.begin(instances: 2, coordinates: 4)
            for _ in 0..<2 { _ = try optimizer.step(.normal([2, 4]), &state) }
            for layer in state.layers {
                let outputs = try layer.output.floats()
                for unit in 0..<6 {
                    let row = Array(outputs[unit * 8..<unit * 8 + 8])
                    let isShared = Set(row.prefix(4)).count == 1 && Set(row.suffix(4)).count == 1
                    #expect(isShared == (unit < 2))
                    #expect(row[0] != row[4])
                }
                #expect(Set(try layer.cell.floats().prefix(4)).count == 4)
            }
        }

        @Test(arguments: designs)
        func fileComesBack(design: OptimizerDesign) throws {
            Torch.seed(74)
            let optimizer = try LearnedOptimizer(design)
            let bytes = try optimizer.file(notes: [("name", "x")]).serialized()
            let read = try LearnedOptimizer(SafeTensors(parsing: bytes))
            #expect(read.design == design)
            for (a, b) in zip(optimizer.parameters, read.parameters) {
                #expect(try a.tensor.floats() == b.tensor.floats())
            }
            #expect(throws: TorchError.self) { try LearnedOptimizer(SafeTensors([])) }
        }
    }
}
