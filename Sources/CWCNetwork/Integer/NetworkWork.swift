import CWCKernels
import Synchronization

/// The products of one convolution of a network, for those who measure.
package struct ConvolutionWork: Sendable {
    /// Products for the whole picture.
    package let products: Int
    fileprivate let convolution: PackedConvolution

    /// Multiplies and adds as the kernels would for this convolution, but from registers alone: the
    /// rate that they cannot pass.
    ///
    /// - Parameters:
    ///   - rounds: How long each thread works; a round is some tens of instructions.
    ///   - threads: Threads that work at the same time.
    /// - Returns: The number of products, on all threads together.
    package func multiply(rounds: Int64, threads: Int) -> Int64 {
        let sum = Atomic<Int64>(0)
        ThreadTeam(threads: threads).work(ends: [threads]) { _, _, _ in
            sum.wrappingAdd(convolution.multiply(rounds: rounds), ordering: .relaxed)
        }
        return sum.load(ordering: .relaxed)
    }
}

extension IntegerNetwork {
    /// Products for each position of its input, all convolutions together. Spec model §4.8.
    package var multiplyAddsPerPosition: Double {
        plan.stages.indices.reduce(0) { sum, index in
            guard case .convolution(let convolution) = plan.stages[index].maker else { return sum }
            let output = plan.tensors[index + 1]
            let scale = Double(output.upsampling) / Double(output.downsampling)
            return sum + scale * scale * Double(convolution.shape.weightCount)
        }
    }

    /// The network's convolutions, for an input of this size.
    package func work(height: Int, width: Int) -> [ConvolutionWork] {
        plan.stages.indices.compactMap { index in
            guard case .convolution(let convolution) = plan.stages[index].maker else { return nil }
            let output = plan.tensors[index + 1]
            func scaled(_ size: Int) -> Int { size * output.upsampling / output.downsampling }
            return ConvolutionWork(
                products: scaled(height) * scaled(width) * convolution.shape.weightCount,
                convolution: convolution)
        }
    }
}
