public import CWCTorch
public import CWCTraining

/// An optimizer that is itself a network: an LSTM that runs for each coordinate of the optimizee,
/// with shared weights and a state of its own, and says how the coordinate moves.
///
/// Many optimizees, *instances*, run side by side: gradients and updates are `[B, n]`, and inside
/// all coordinates are one dimension of `N = B·n`. A *crowd* is P optimizers of one design, each
/// for B/P of the optimizees: all tensors inside have P as a further first dimension.
public final class LearnedOptimizer {
    /// What it is made of.
    public let design: OptimizerDesign
    let layers: [CoordinateLSTM]
    /// `[outputs, units]` and `[outputs, 1]`.
    let headWeight: Tensor
    let headBias: Tensor
    /// `[P]` of a crowd, otherwise empty.
    let crowd: [Int]

    /// What an optimizer remembers of the optimizees between two steps.
    public struct State {
        let instances: Int
        let coordinates: Int
        var layers: [CoordinateLSTM.State]
        var memory: OptimizerMemory?
        /// What the last step read, `[B, n]`.
        var reading: Tensor?
    }

    /// A fresh optimizer, its weights from torch's generator.
    public init(_ design: OptimizerDesign) throws(TorchError) {
        self.design = design
        let units = design.units
        layers = [
            try CoordinateLSTM(inputs: design.inputCount, units: units),
            try CoordinateLSTM(inputs: units, units: units),
        ]
        var weight = try drawnEvenly([design.outputCount, units], bound: inverseRoot(units))
        if design.memory != .none {
            // The heads begin small: what they write is then a small part of the input.
            let factors = (0..<design.outputCount).map { Float($0 == 0 ? 1 : 0.1) }
            weight = try weight * Tensor(factors, shape: [design.outputCount, 1])
        }
        headWeight = weight
        headBias = try zeros([design.outputCount, 1])
        for tensor in [headWeight, headBias] { try tensor.requireGradient() }
        crowd = []
    }

    /// A crowd, which does not learn: `tensors` are those of ``parameters``, of all P at once.
    init(crowd tensors: [Tensor], of design: OptimizerDesign) {
        self.design = design
        layers = [0, 2].map { CoordinateLSTM(weight: tensors[$0], bias: tensors[$0 + 1]) }
        (headWeight, headBias) = (tensors[4], tensors[5])
        crowd = [headBias.shape[0]]
    }

    /// What meta-training moves.
    public var parameters: [Parameter] {
        layers.enumerated().flatMap { index, layer in
            [
                Parameter(name: "layer\(index).weight", tensor: layer.weight),
                Parameter(name: "layer\(index).bias", tensor: layer.bias),
            ]
        } + [
            Parameter(name: "head.weight", tensor: headWeight),
            Parameter(name: "head.bias", tensor: headBias),
        ]
    }

    /// The state before the first step on `instances` optimizees of `coordinates` parameters each.
    public func begin(instances: Int, coordinates: Int) throws(TorchError) -> State {
        let zero = try zeros(
            crowd + [design.units, instances * coordinates / (crowd.first ?? 1)])
        let memory = try OptimizerMemory(
            design.memory, instances: instances, coordinates: coordinates)
        return State(
            instances: instances, coordinates: coordinates,
            layers: layers.map { _ in CoordinateLSTM.State(output: zero, cell: zero) },
            memory: memory, reading: memory == nil ? nil : try zeros([instances, coordinates]))
    }

    /// What to add to the parameters, `[B, n]`, given their gradients.
    public func step(_ gradient: Tensor, _ state: inout State) throws(TorchError) -> Tensor {
        let shape = [state.instances, state.coordinates]
        var input = try design.input(gradient.reshaped(crowd + [1, -1]))
        if let reading = state.reading {
            input = try input.concatenated([reading.reshaped(crowd + [1, -1])], over: -2)
        }
        for (index, layer) in layers.enumerated() {
            var next = try layer(input, state.layers[index])
            next.output = try averaged(next.output, shape)
            state.layers[index] = next
            input = next.output
        }
        let outputs = try headWeight.product(with: input, plus: headBias)
        if let memory = state.memory {
            (state.memory, state.reading) = try used(memory, outputs, shape)
        }
        let update = try outputs.narrowed(-2, from: 0, count: 1).reshaped(shape)
        return try update * design.outputScale
    }

    /// The first cells' outputs replaced by their means over each optimizee's coordinates. What is
    /// averaged is what feeds the next layer, the recurrence and the head; cells are not.
    private func averaged(_ output: Tensor, _ shape: [Int]) throws(TorchError) -> Tensor {
        let cells = design.averagingCells
        guard cells > 0 else { return output }
        let size = crowd + [cells, shape[0] / (crowd.first ?? 1), shape[1]]
        let means = try output.narrowed(-2, from: 0, count: cells).reshaped(size)
            .mean(over: [-1], keep: true)
            .apply("expand", "", .integers(size)).reshaped(crowd + [cells, -1])
        guard cells < design.units else { return means }
        let rest = try output.narrowed(-2, from: cells, count: design.units - cells)
        return try means.concatenated([rest], over: -2)
    }

    /// Reads the memory as it is, then writes: `i = M·r`, `M' = M + Σ a·bᵀ/n`.
    private func used(
        _ memory: OptimizerMemory, _ outputs: Tensor, _ shape: [Int]
    ) throws(TorchError) -> (OptimizerMemory, Tensor) {
        let heads = design.memory.writeHeads
        let size = crowd + [heads, shape[0] / (crowd.first ?? 1), shape[1]]
        func vectors(from row: Int) throws(TorchError) -> Tensor {
            try outputs.narrowed(-2, from: row, count: heads).reshaped(size)
                .apply("transpose", "int", .integer(-3), .integer(-2))
                .reshaped([shape[0], heads, shape[1]])
        }
        let reading = try memory.read(
            outputs.narrowed(-2, from: 1, count: 1).reshaped(shape))
        let written = try memory.writing(
            left: vectors(from: 2), right: vectors(from: 2 + heads))
        return (written, reading)
    }
}

extension LearnedOptimizer.State {
    /// All tensors, in an order that depends on the design alone.
    var tensors: [Tensor] {
        layers.flatMap { [$0.output, $0.cell] } + (memory?.tensors ?? [])
            + (reading.map { [$0] } ?? [])
    }

    /// The same state with other tensors, in the order of ``tensors``.
    func replacing(_ tensors: [Tensor]) -> Self {
        var state = self
        var rest = tensors[...]
        for index in layers.indices {
            state.layers[index] = CoordinateLSTM.State(
                output: rest.removeFirst(), cell: rest.removeFirst())
        }
        if let memory {
            state.memory = memory.replacing(Array(rest.prefix(memory.tensors.count)))
            rest = rest.dropFirst(memory.tensors.count)
        }
        if reading != nil { state.reading = rest.removeFirst() }
        return state
    }

    /// The same numbers, cut off from what they were computed from.
    func detached() throws(TorchError) -> Self {
        replacing(
            try tensors.map { (tensor) throws(TorchError) in try tensor.detached() })
    }
}
