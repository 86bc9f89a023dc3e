import CWCTorch

/// The shared matrix of NTM-BFGS for `B` optimizees of `n` coordinates each: read by a product,
/// written by outer products of vectors that the heads emit.
///
/// Outer products are divided by `n`, so that a read has the size of the vectors whatever `n` is.
enum OptimizerMemory {
    /// `M`, `[B, n, n]`.
    case full(Tensor)
    /// The last vectors `a` and `b`, `[B, K, n]` each, the oldest first: `M = Σ aᵀ·b / n`.
    case window(left: Tensor, right: Tensor)

    /// A fresh memory; nil for a design without one.
    init?(_ design: OptimizerDesign.Memory, instances: Int, coordinates: Int) throws(TorchError) {
        switch design {
        case .none: return nil
        case .full:
            let identity = try Torch.call("eye", "", [.integer(coordinates)])[0]
            self = .full(
                try identity.apply(
                    "expand", "", .integers([instances, coordinates, coordinates])))
        case .window(let length, _):
            let empty = try zeros([instances, length, coordinates])
            self = .window(left: empty, right: empty)
        }
    }

    /// `M·r` for vectors `r`, `[B, n]`.
    func read(_ vector: Tensor) throws(TorchError) -> Tensor {
        let (instances, count) = (vector.shape[0], vector.shape[1])
        let column = try vector.reshaped([instances, count, 1])
        switch self {
        case .full(let matrix):
            return try matrix.apply("bmm", "", .tensor(column)).reshaped([instances, count])
        case .window(let left, let right):
            let weights = try right.apply("bmm", "", .tensor(column)) / Double(count)
            let row = try weights.reshaped([instances, 1, -1])
            return try row.apply("bmm", "", .tensor(left)).reshaped([instances, count])
        }
    }

    /// Adds outer products `a·bᵀ/n` of vectors, `[B, heads, n]` each. A window forgets as many of
    /// its oldest.
    func writing(left: Tensor, right: Tensor) throws(TorchError) -> OptimizerMemory {
        let count = left.shape[2]
        switch self {
        case .full(let matrix):
            let products = try left.apply("transpose", "int", .integer(1), .integer(2))
                .apply("bmm", "", .tensor(right))
            return .full(try matrix + products / Double(count))
        case .window(let lefts, let rights):
            return .window(left: try push(left, lefts), right: try push(right, rights))
        }
    }

    private func push(_ new: Tensor, _ old: Tensor) throws(TorchError) -> Tensor {
        let (length, added) = (old.shape[1], new.shape[1])
        return try old.narrowed(1, from: added, count: length - added)
            .concatenated([new], over: 1)
    }

    /// The tensors, for checkpoints and to cut them off from what they were computed from.
    var tensors: [Tensor] {
        switch self {
        case .full(let matrix): [matrix]
        case .window(let left, let right): [left, right]
        }
    }

    /// The same memory with other tensors.
    func replacing(_ tensors: [Tensor]) -> OptimizerMemory {
        switch self {
        case .full: .full(tensors[0])
        case .window: .window(left: tensors[0], right: tensors[1])
        }
    }
}
