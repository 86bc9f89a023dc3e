internal import CWCNetwork
internal import CWCTorch

extension LinearStart {
    /// Positions of the features' convolutions: two plain ones around each residual body.
    private enum Position {
        static let first = 0
        static let second = 3
        static let third = 6
        static let foldBody = 7
    }

    /// Sets features and codes; returns what the planes mean.
    func startAnalysis() throws(TorchError) -> BitDesign {
        let shapes = model.features.declaration.convolutions
        let channels = shapes[Position.second].outputChannels

        // First convolution: principal components of its 8×8 windows, each as a pair.
        let narrow = shapes[Position.first].outputChannels / 2
        let patches = try LinearAlgebra.windows(of: pictures, kernel: 8, stride: 4, padding: 2)
        let window = try LinearAlgebra.principalComponents(of: patches, count: narrow)
        let basis = try window.basis / 3
        try setPairs(Position.first, rows: basis.floats(), biases: nil, inputPairs: false)
        let small = try pictures.convolved(
            try basis.reshaped([narrow, 3, 8, 8]), stride: 4, padding: 2)

        // Second convolution: the least-squares way to the KLT of aligned 8×8 blocks.
        let count = min(channels >= 100 ? 40 : 22, channels / 2)
        let blocks = try LinearAlgebra.windows(of: pictures, kernel: 8, stride: 8, padding: 0)
        let transform = try LinearAlgebra.principalComponents(of: blocks, count: count)
        let deviations = transform.variances.map { $0.squareRoot() }
        let scales = try Tensor(deviations)
        let targets = try blocks.multiplied(try transform.basis.transposed()) / scales
        let inputs = try LinearAlgebra.withConstant(
            try LinearAlgebra.windows(of: small, kernel: 4, stride: 2, padding: 1))
        let solution = try LinearAlgebra.leastSquares(inputs, targets, ridge: 1e-4)
        let fitted = try inputs.multiplied(solution)
        let spread = try fitted.apply("std", "dim", .integers([0]), .flag(true))
        let whitened = try solution / spread
        let rows = try whitened.transposed().floats()
        let size = inputs.shape[1]
        try setPairs(
            Position.second,
            rows: (0..<count).flatMap { rows[($0 * size)..<(($0 + 1) * size - 1)] },
            biases: (0..<count).map { rows[($0 + 1) * size - 1] }, inputPairs: true)

        // Which bits: from a sample of the components.
        let components = try (try fitted / spread).transposed().floats()
        let positions = fitted.shape[0]
        let samples = (0..<count).map { j in
            stride(from: j * positions, to: (j + 1) * positions, by: 7).map { components[$0] }
        }
        let design = BitDesign(
            samples: samples, variances: transform.variances, count: model.architecture.planes)
        try setFoldsAndCodes(design, components: count)
        return design
    }

    /// Sets a convolution to linear rows as pairs: outputs `0 ..< n` carry `u⁺`, `n ..< 2n` carry
    /// `(−u)⁺`; outputs beyond stay small and random. With `inputPairs` the inputs are pairs, too.
    private func setPairs(
        _ position: Int, rows: [Float], biases: [Float]?, inputPairs: Bool
    ) throws(TorchError) {
        let shape = model.features.declaration.convolutions[position]
        let inputs = inputPairs ? shape.inputChannels / 2 : shape.inputChannels
        let size = inputs * shape.kernel * shape.kernel
        let count = rows.count / size
        var table = try WeightTable(shape, deviation: 0.02)
        for (half, sign) in [(0, Float(1)), (1, -1)] {
            for j in 0..<count {
                let output = half * count + j
                let row = rows[(j * size)..<((j + 1) * size)]
                table.setOutput(output, row, sign: sign)
                if inputPairs {
                    table.setOutput(output, row, firstInput: inputs, sign: -sign)
                }
                table.biases[output] = sign * (biases?[j] ?? 0)
            }
        }
        try table.store(in: model.features, at: position)
    }

    /// Third convolution: the pairs go through. The body behind it adds the fold `(2d − |u|)⁺` of
    /// components with three bits to channels that are free; the code head reads all of them.
    private func setFoldsAndCodes(
        _ design: BitDesign, components count: Int
    ) throws(TorchError) {
        let shapes = model.features.declaration.convolutions
        var third = try WeightTable(shapes[Position.third], deviation: 0)
        for j in 0..<count {
            for (own, other) in [(j, count + j), (count + j, j)] {
                third[own, own] = 1
                third[own, other] = -1
            }
        }
        var folds = try WeightTable(
            shapes[Position.foldBody], deviation: 0.2 / Double(shapes[Position.foldBody].kernel))
        let bodyEnd = shapes[Position.foldBody + 1]
        var bodyTable = try WeightTable(bodyEnd, deviation: 0.2 * bodyScale)
        var head = try WeightTable(model.codes.declaration.convolutions[0], deviation: 0)

        let free = Array((2 * count)..<shapes[Position.third].outputChannels)
        let folded = (0..<count).filter { design.bitCounts[$0] == 3 }
            .prefix(min(free.count, folds.shape.outputChannels))
        var foldChannel: [Int: Int] = [:]
        for (hidden, j) in folded.enumerated() {
            folds.clearOutput(hidden)
            folds[hidden, j] = -1
            folds[hidden, count + j] = -1
            folds.biases[hidden] = 2 * design.steps[j]
            bodyTable.clearInput(hidden)
            bodyTable.clearOutput(free[hidden])
            bodyTable[free[hidden], hidden] = 1
            foldChannel[j] = free[hidden]
        }
        // Logits: the sign, then |u| against a threshold, then the folded |u|.
        for (plane, meaning) in design.planes.enumerated() {
            let j = meaning.component
            let step = design.steps[j]
            switch meaning.bit {
            case 0:
                head[plane, j] = 1.5
                head[plane, count + j] = -1.5
            case 1:
                let threshold = design.bitCounts[j] == 2 ? step : 2 * step
                let slope = 1.5 / max(threshold, 0.5)
                head[plane, j] = slope
                head[plane, count + j] = slope
                head.biases[plane] = -slope * threshold
            default:
                let slope = 1.5 / max(step, 0.4)
                head[plane, j] = slope
                head[plane, count + j] = slope
                if let channel = foldChannel[j] { head[plane, channel] = 2 * slope }
                head.biases[plane] = -slope * 3 * step
            }
        }
        try third.store(in: model.features, at: Position.third)
        try folds.store(in: model.features, at: Position.foldBody)
        try bodyTable.store(in: model.features, at: Position.foldBody + 1)
        try head.store(in: model.codes, at: 0)
    }
}
