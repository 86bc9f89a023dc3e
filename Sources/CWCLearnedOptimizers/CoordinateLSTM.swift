import CWCTorch

/// A layer of LSTM cells that runs for every coordinate with the same weights.
///
/// Coordinates are the last dimension: `[features, N]`. The gates of one kind then lie together in
/// memory, and a step is one product and a handful of operations over contiguous numbers. A crowd of
/// P layers, each with weights of its own, has P as the first dimension of everything.
struct CoordinateLSTM {
    /// `[4·units, inputs + units]`, gates in the order input, forget, output, candidate.
    let weight: Tensor
    /// `[4·units, 1]`.
    let bias: Tensor

    var units: Int { weight.shape[weight.shape.count - 2] / 4 }

    /// Outputs and cells of all coordinates, `[units, N]`.
    struct State {
        var output: Tensor
        var cell: Tensor
    }

    /// Weights drawn evenly from ±1/√units by torch's generator; the forget gates begin open.
    init(inputs: Int, units: Int) throws(TorchError) {
        weight = try drawnEvenly([4 * units, inputs + units], bound: inverseRoot(units))
        let open = (0..<4 * units).map { Float((units..<2 * units).contains($0) ? 1 : 0) }
        bias = try Tensor(open, shape: [4 * units, 1])
        for tensor in [weight, bias] { try tensor.requireGradient() }
    }

    init(weight: Tensor, bias: Tensor) {
        self.weight = weight
        self.bias = bias
    }

    /// One step on inputs `[inputs, N]`.
    func callAsFunction(_ input: Tensor, _ state: State) throws(TorchError) -> State {
        let sums = try weight.product(
            with: input.concatenated([state.output], over: -2), plus: bias)
        // Splitting has one operation as its gradient, cutting has two for each piece.
        let parts = try sums.split([3 * units, units], over: -2)
        let gates = try parts[0].sigmoid().split([units, units, units], over: -2)
        let kept = try gates[1] * state.cell
        let cell = try kept.apply(
            "addcmul", "", .tensor(gates[0]), .tensor(hyperbolicTangent(parts[1])))
        let output = try gates[2] * hyperbolicTangent(cell)
        return State(output: output, cell: cell)
    }
}

/// `tanh x = 2σ(2x) − 1`: on a CPU torch's sigmoid takes a sixth of the time of its tanh.
private func hyperbolicTangent(_ x: Tensor) throws(TorchError) -> Tensor {
    try (x * 2).sigmoid() * 2 - 1
}

extension Tensor {
    /// Pieces of these sizes, one after the other.
    fileprivate func split(_ sizes: [Int], over dimension: Int) throws(TorchError) -> [Tensor] {
        try Torch.call(
            "split_with_sizes", "", [.tensor(self), .integers(sizes), .integer(dimension)])
    }
}

extension Tensor {
    /// This matrix, or each of a crowd's, times `input`, plus the column `bias`.
    func product(with input: Tensor, plus bias: Tensor) throws(TorchError) -> Tensor {
        let operation = shape.count == 3 ? "baddbmm" : "addmm"
        return try bias.apply(operation, "", .tensor(self), .tensor(input))
    }
}

/// A tensor drawn evenly from `−bound…bound` by torch's generator.
func drawnEvenly(_ shape: [Int], bound: Double) throws(TorchError) -> Tensor {
    let unit = try Torch.call(
        "rand", "", [.integers(shape), .integer(Int(ScalarType.float.rawValue))])
    return try unit[0] * (2 * bound) - bound
}

/// A tensor of zeros.
func zeros(_ shape: [Int]) throws(TorchError) -> Tensor {
    try Torch.call("zeros", "", [.integers(shape), .integer(Int(ScalarType.float.rawValue))])[0]
}

func inverseRoot(_ count: Int) -> Double { 1 / Double(count).squareRoot() }
