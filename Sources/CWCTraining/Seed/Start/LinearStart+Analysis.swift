import CWCNetwork
import CWCSeed
import CWCTorch

extension LinearStart {
    /// Positions of the features' convolutions: two plain ones around each residual body.
    private enum Position {
        static let first = 0
        static let second = 3
        static let secondBody = 4
        static let third = 6
    }

    /// Slope of the logits, relative to the thresholds.
    private static let slope: Float = 1.5

    /// What a plane of a sparse code costs besides its entropy, in bits: higher values fill fewer
    /// planes with rare events, and bring a fixed number of planes to a higher rate. Between 0.03 and
    /// 0.1 the error at equal entropy hardly changes.
    private static let planeCost = 0.1

    /// Sets features and codes; returns what the planes mean.
    func startAnalysis() throws(TorchError) -> Meaning {
        let shapes = model.features.declaration.convolutions
        let channels = shapes[Position.second].outputChannels

        // First convolution: principal components of its 8×8 windows, each as a pair.
        let narrow = shapes[Position.first].outputChannels / 2
        let patches = try LinearAlgebra.windows(of: pictures, kernel: 8, stride: 4, padding: 2)
        let window = try LinearAlgebra.principalComponents(of: patches, count: narrow)
        // Every signal gets unit variance, so that one learning rate suits all weights behind it.
        let windowDeviations = try Tensor(
            window.variances.map { $0.squareRoot() }, shape: [narrow, 1], device: device)
        let basis = try window.basis / windowDeviations
        try setPairs(Position.first, rows: basis.floats(), biases: nil, inputPairs: false)
        let small = try pictures.convolved(
            basis.reshaped([narrow, 3, 8, 8]), stride: 4, padding: 2)

        // Second convolution: the least-squares way to the KLT of aligned 8×8 blocks. Under the
        // older codes so many components that 64 planes reach them all, and some channels stay free
        // for folds.
        let few = channels >= 100 ? 40 : 22
        let count = code == .sparse ? channels / 2 : min(few, channels / 2)
        let blocks = try LinearAlgebra.windows(of: pictures, kernel: 8, stride: 8, padding: 0)
        let transform = try LinearAlgebra.principalComponents(of: blocks, count: count)
        let deviations = transform.variances.map { $0.squareRoot() }
        let scales = try Tensor(deviations, device: device)
        let targets = try blocks.multiplied(transform.basis.transposed()) / scales
        let inputs = try LinearAlgebra.withConstant(
            LinearAlgebra.windows(of: small, kernel: 4, stride: 2, padding: 1))
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
        let components = try (fitted / spread).transposed().floats()
        let positions = fitted.shape[0]
        let samples = (0..<count).map { j in
            stride(from: j * positions, to: (j + 1) * positions, by: code == .sparse ? 2 : 7)
                .map { components[$0] }
        }
        let planes = model.architecture.planes
        switch code {
        case .sparse:
            var design = ThresholdDesign(
                samples: samples, variances: transform.variances, count: planes,
                criterion: .errorPerBit(planeCost: Self.planeCost))
            // As many corrections as the synthesis has room for besides the components' pairs: one
            // for each plane of the first stage, and another for those of the first two.
            let hidden = model.synthesis.declaration.convolutions[0].outputChannels
            let room = max(0, hidden - 2 * count)
            let refinements = design.arrange(stagesTo: [room / 4, room * 3 / 4, planes])
            let groupSize = planes / model.architecture.levels
            let flags = design.makeSparse(groupsOf: groupSize)
            try setCodes(design, components: count)
            let corrections = refinements.flatMap { refinement in
                let middle = (refinement.planes.lowerBound + refinement.planes.upperBound) / 2
                return design.planes[..<refinement.planes.lowerBound].indices
                    .filter { design.planes[$0].component == refinement.component }
                    .map { Correction(plane: $0, flag: flags[middle / groupSize]) }
            }
            return .sparse(components: count, corrections: corrections)
        case .thermometer:
            let design = ThresholdDesign(
                samples: samples, variances: transform.variances, count: planes)
            try setCodes(design, components: count)
            return .thermometer
        case .gray: break
        }
        // A folded component takes two free channels and two hidden ones.
        let design = BitDesign(
            samples: samples, variances: transform.variances, count: model.architecture.planes,
            foldedComponents: min(
                (channels - 2 * count) / 2, shapes[Position.secondBody].outputChannels / 2))
        try setCodes(design, components: count)
        return .gray(design)
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

    /// Sets the code head to comparisons with thresholds, and what is between to pass components on.
    private func setCodes(_ design: ThresholdDesign, components count: Int) throws(TorchError) {
        var third = try WeightTable(
            model.features.declaration.convolutions[Position.third], deviation: 0.02)
        third.passPairs(count)
        var head = try WeightTable(model.codes.declaration.convolutions[0], deviation: 0)
        for (plane, meaning) in design.planes.enumerated() {
            let slope = meaning.isAbove ? Self.slope : -Self.slope
            head[plane, meaning.component] = slope
            head[plane, count + meaning.component] = -slope
            head.biases[plane] = -slope * meaning.threshold
        }
        try third.store(in: model.features, at: Position.third)
        try head.store(in: model.codes, at: 0)
    }

    /// Sets what is behind the linear analysis: the folds of components with more than two bits,
    /// and the code head.
    private func setCodes(_ design: BitDesign, components count: Int) throws(TorchError) {
        let shapes = model.features.declaration.convolutions
        var third = try WeightTable(shapes[Position.third], deviation: 0.02)
        third.passPairs(count)
        var fold = try Fold(shapes, at: Position.secondBody, noise: bodyScale)
        var head = try WeightTable(model.codes.declaration.convolutions[0], deviation: 0)
        var free = Array((2 * count)..<shapes[Position.third].outputChannels)

        for j in 0..<count {
            let bits = design.bitCounts[j]
            let pair = [(j, Float(1)), (count + j, Float(1))]  // |u|
            // The channels whose weighted sum is what each bit compares with its threshold.
            var sources = [[(j, Float(1)), (count + j, Float(-1))], pair]
            if bits > 2 {
                let above = free.removeFirst()
                let below = free.removeFirst()
                let first = design.threshold(component: j, bit: 1)
                let second = design.threshold(component: j, bit: 2)
                // F₁ goes to one channel; behind it (F₁ − T₂)⁺ and (T₂ − F₁)⁺ to two.
                fold.add(pair.map(\.0), threshold: first, to: above)
                for (output, sign) in [(above, Float(1)), (below, -1)] {
                    third.clearOutput(output)
                    third[output, above] = sign
                    third.biases[output] = -sign * second
                }
                // The difference of the two compares F₁ with T₂; their sum is F₂.
                sources += [[(above, 1), (below, -1)], [(above, 1), (below, 1)]]
            }
            for bit in 0..<bits {
                guard let plane = design.index(component: j, bit: bit) else { continue }
                let compared = bit > 0 ? design.threshold(component: j, bit: bit) : 0
                let slope = Self.slope / max(compared, 0.3)
                for (channel, weight) in sources[bit] { head[plane, channel] = slope * weight }
                head.biases[plane] = bit == 2 ? 0 : -slope * compared
            }
        }
        try third.store(in: model.features, at: Position.third)
        try fold.store(in: model.features)
        try head.store(in: model.codes, at: 0)
    }
}

extension WeightTable {
    /// Passes `count` pairs `(u⁺, (−u)⁺)` on as they are, even where both halves have grown.
    fileprivate mutating func passPairs(_ count: Int) {
        for j in 0..<count {
            for (own, other) in [(j, count + j), (count + j, j)] {
                clearOutput(own)
                self[own, own] = 1
                self[own, other] = -1
            }
        }
    }
}

/// The two convolutions of a residual body, which add `|x − threshold|` to free channels.
private struct Fold {
    let position: Int
    private var hidden: WeightTable
    private var output: WeightTable
    private var next = 0

    init(_ shapes: [Convolution], at position: Int, noise: Double) throws(TorchError) {
        self.position = position
        hidden = try WeightTable(shapes[position], deviation: 0.05)
        output = try WeightTable(shapes[position + 1], deviation: 0.2 * noise)
    }

    /// Makes `target` the distance of the sum of `sources` from `threshold`.
    mutating func add(_ sources: [Int], threshold: Float, to target: Int) {
        output.clearOutput(target)
        for sign in [Float(1), -1] {
            hidden.clearOutput(next)
            for source in sources { hidden[next, source] = sign }
            hidden.biases[next] = -sign * threshold
            output.clearInput(next)
            output[target, next] = 1
            next += 1
        }
    }

    func store(in network: FloatNetwork) throws(TorchError) {
        try hidden.store(in: network, at: position)
        try output.store(in: network, at: position + 1)
    }
}
