import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCLearnedOptimizers
@testable import CWCTraining

extension TorchTests {
    @Suite struct OptimizerMemoryTests {
        private func memory(
            _ design: OptimizerDesign.Memory, _ instances: Int, _ count: Int
        ) throws -> OptimizerMemory {
            try #require(
                try OptimizerMemory(design, instances: instances, coordinates: count))
        }

        /// `Σ a·bᵀ/n` over the last pairs, multiplied out in double precision.
        @Test func windowReadsTheProductOfItsMatrix() throws {
            let (instances, count, length, heads) = (2, 5, 4, 2)
            var random = SeededRandom(seed: 81)
            var memory = try memory(
                .window(length: length, writeHeads: heads), instances, count)
            var pairs: [(left: [Float], right: [Float])] = []
            // Three steps write six pairs, of which the window keeps four.
            for _ in 0..<3 {
                let left = coarseValues(instances * heads * count, using: &random)
                let right = coarseValues(instances * heads * count, using: &random)
                memory = try memory.writing(
                    left: Tensor(left, shape: [instances, heads, count]),
                    right: Tensor(right, shape: [instances, heads, count]))
                pairs.append((left, right))
            }
            let vector = coarseValues(instances * count, using: &random)
            let read = try memory.read(Tensor(vector, shape: [instances, count])).floats()
            for instance in 0..<instances {
                var matrix = [Double](repeating: 0, count: count * count)
                for (left, right) in pairs.suffix(length / heads) {
                    for head in 0..<heads {
                        let start = (instance * heads + head) * count
                        for row in 0..<count {
                            for column in 0..<count {
                                matrix[row * count + column] +=
                                    Double(left[start + row]) * Double(right[start + column])
                                    / Double(count)
                            }
                        }
                    }
                }
                for row in 0..<count {
                    let expected = dot(
                        Array(matrix[row * count..<(row + 1) * count]),
                        vector[instance * count..<(instance + 1) * count].map { Double($0) })
                    #expect(abs(Double(read[instance * count + row]) - expected) < 1e-4)
                }
            }
        }

        /// Before a window is full it reads what the whole matrix does, but for the identity that
        /// this one begins with.
        @Test func windowAndMatrixAgree() throws {
            let (instances, count) = (3, 6)
            Torch.seed(82)
            var window = try memory(.window(length: 9, writeHeads: 3), instances, count)
            var full = try memory(.full(writeHeads: 3), instances, count)
            for _ in 0..<3 {
                let left = try Tensor.normal([instances, 3, count])
                let right = try Tensor.normal([instances, 3, count])
                window = try window.writing(left: left, right: right)
                full = try full.writing(left: left, right: right)
            }
            let vector = try Tensor.normal([instances, count])
            let difference = try full.read(vector) - vector - window.read(vector)
            #expect(try difference.apply("abs").maximum().scalar() < 1e-5)
        }

        /// One read head and three write heads, driven by hand, make the BFGS update of the inverse
        /// Hessian: `H' = (I − ρsyᵀ)·H·(I − ρysᵀ) + ρssᵀ`, which is
        /// `H − ρs(Hy)ᵀ − ρ(Hy)sᵀ + ρ(1 + ρyᵀHy)ssᵀ`, three outer products of s and of what was read
        /// with y. On a quadratic of n dimensions with exact line searches, n such updates make the
        /// inverse itself.
        @Test func headsByHandMakeBFGS() throws {
            let count = 4
            var random = SeededRandom(seed: 83)
            var hessian = [Double](repeating: 0, count: count * count)
            let root = coarseValues(count * count, using: &random).map(Double.init)
            for row in 0..<count {
                for column in 0..<count {
                    let product = dot(
                        Array(root[row * count..<(row + 1) * count]),
                        Array(root[column * count..<(column + 1) * count]))
                    hessian[row * count + column] = product / 16 + (row == column ? 1 : 0)
                }
            }
            var memory = try memory(.full(writeHeads: 3), 1, count)
            var explicit = (0..<count * count).map { $0 % (count + 1) == 0 ? 1.0 : 0 }
            var gradient = coarseValues(count, using: &random).map { Double($0) + 0.1 }
            for _ in 0..<count {
                // A step down −H·∇ with the exact length.
                let direction = times(explicit, gradient).map { -$0 }
                let curved = times(hessian, direction)
                let length = -dot(gradient, direction) / dot(direction, curved)
                let step = direction.map { $0 * length }
                let change = curved.map { $0 * length }
                memory = try written(memory, step, change)
                explicit = updated(explicit, step, change)
                gradient = zip(gradient, change).map { $0 + $1 }
            }
            for column in 0..<count {
                let unit = (0..<count).map { Float($0 == column ? 1 : 0) }
                let read = try memory.read(Tensor(unit, shape: [1, count])).floats()
                for row in 0..<count {
                    #expect(abs(Double(read[row]) - explicit[row * count + column]) < 1e-4)
                }
                // The inverse: H·A has the unit vectors as columns.
                let product = times(hessian, read.map(Double.init))
                for row in 0..<count {
                    #expect(abs(product[row] - Double(unit[row])) < 1e-2)
                }
            }
        }

        /// What a controller with these heads does: read with r = y, then write three products.
        private func written(
            _ memory: OptimizerMemory, _ step: [Double], _ change: [Double]
        ) throws -> OptimizerMemory {
            let count = step.count
            let read = try memory.read(
                Tensor(change.map { Float($0) }, shape: [1, count])
            ).floats().map(Double.init)
            let weight = 1 / dot(step, change)
            // The memory divides products by n.
            let scale = weight * Double(count)
            let left =
                step.map { -scale * $0 } + read.map { -scale * $0 }
                + step.map { scale * (1 + weight * dot(change, read)) * $0 }
            let right = read + step + step
            return try memory.writing(
                left: Tensor(left.map { Float($0) }, shape: [1, 3, count]),
                right: Tensor(right.map { Float($0) }, shape: [1, 3, count]))
        }

        /// The update as it is printed, `(I − ρsyᵀ)·H·(I − ρysᵀ) + ρssᵀ`.
        private func updated(
            _ matrix: [Double], _ step: [Double], _ change: [Double]
        ) -> [Double] {
            let count = step.count
            let weight = 1 / dot(step, change)
            func factor(_ row: Int, _ column: Int) -> Double {
                (row == column ? 1 : 0) - weight * step[row] * change[column]
            }
            return (0..<count * count).map { place in
                let (row, column) = (place / count, place % count)
                var sum = weight * step[row] * step[column]
                for i in 0..<count {
                    for j in 0..<count {
                        sum += factor(row, i) * matrix[i * count + j] * factor(column, j)
                    }
                }
                return sum
            }
        }

        private func dot(_ a: [Double], _ b: [Double]) -> Double {
            zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        }

        private func times(_ matrix: [Double], _ vector: [Double]) -> [Double] {
            let count = vector.count
            return (0..<count).map { row in
                dot(Array(matrix[row * count..<(row + 1) * count]), vector)
            }
        }
    }
}
