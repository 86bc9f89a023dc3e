import CWCNetwork
import CWCSeed
import CWCTorch

extension LinearStart {
    /// Positions of the synthesis network's convolutions.
    private enum Position {
        static let first = 0
        static let fitted = 3
        static let blocks = 6
        static let pixels = 9
        static let colours = 10
    }

    /// Keeps rectified pixel values positive: pixels are within ±1.004.
    private static let offset: Float = 1.3

    /// Sets the synthesis network to the best linear decoder of bits and simple functions of them.
    func startSynthesis(_ meaning: Meaning) throws(TorchError) {
        let trunk = try model.features(pictures)
        let bits = try model.codes(trunk).greater(than: 0)
        let masked = try bits * model.mask.uniform(levels)
        switch meaning {
        case .gray(let design): try setBitFunctions(design)
        case .thermometer: try setBitFunctions(nil)
        case .sparse(let count, let corrections):
            try setComponents(
                trunk: trunk, masked: masked, count: count, corrections: corrections)
        }

        // Principal components of 4×4 blocks, and the fit to them of the hidden layer's 3×3
        // windows, under random masks.
        let shapes = model.synthesis.declaration.convolutions
        let count = shapes[Position.blocks].inputChannels / 2
        let blocks = try LinearAlgebra.windows(of: pictures, kernel: 4, stride: 4, padding: 0)
        let basis = try LinearAlgebra.principalComponents(of: blocks, count: count).basis
        let hidden = try masked.convolved(
            model.synthesis.weights[Position.first], bias: model.synthesis.biases[Position.first],
            padding: 1
        ).rectified()
        let inputs = try LinearAlgebra.withConstant(
            LinearAlgebra.windows(of: hidden, kernel: 3, stride: 1, padding: 1))
        let coefficients = try pictures.convolved(
            basis.reshaped([count, 3, 4, 4]), stride: 4)
        let targets = try LinearAlgebra.positions(
            coefficients.apply("pixel_unshuffle", "", .integer(2)))
        let solution = try LinearAlgebra.leastSquares(inputs, targets, ridge: 3e-4)
        try setFit(solution.transposed().floats(), outputs: 4 * count)
        try setPixels(basis.floats(), count: count)
        try removeMeanError(masked)
    }

    /// First convolution: the components as far as sums of bits tell them, each as a pair, and the
    /// corrections, which later layers may add.
    private func setComponents(
        trunk: Tensor, masked: Tensor, count: Int, corrections: [Correction]
    ) throws(TorchError) {
        let shape = model.synthesis.declaration.convolutions[Position.first]
        let planes = shape.inputChannels
        var table = try WeightTable(shape, deviation: 0.02)
        let places = 2 * count..<max(2 * count, shape.outputChannels)
        for (output, correction) in zip(places, corrections) {
            table.clearOutput(output)
            table[output, correction.plane] = 1
            table[output, correction.flag] -= 1
        }

        let pairs = try LinearAlgebra.positions(trunk)
        let components =
            try pairs.narrowed(1, from: 0, count: count)
            - pairs.narrowed(1, from: count, count: count)
        let bits = try LinearAlgebra.positions(masked)
        var inputs = try LinearAlgebra.withConstant(bits)
        let corrected = min(places.count, corrections.count)
        if corrected > 0 {
            let gates = try Tensor(
                places.prefix(corrected).flatMap { output in
                    (0..<planes).map { table[output, $0] }
                }, shape: [corrected, planes])
            inputs = try inputs.concatenated(
                [bits.multiplied(gates.like(bits).transposed()).rectified()], over: 1)
        }
        let solution = try LinearAlgebra.leastSquares(inputs, components, ridge: 1e-5)
        let rows = try solution.transposed().floats()
        let size = inputs.shape[1]
        for (half, sign) in [(0, Float(1)), (1, -1)] {
            for j in 0..<count where half * count + j < shape.outputChannels {
                let output = half * count + j
                table.clearOutput(output)
                for plane in 0..<planes { table[output, plane] = sign * rows[j * size + plane] }
                table.biases[output] = sign * rows[j * size + planes]
            }
        }
        try table.store(in: model.synthesis, at: Position.first)
    }

    /// First convolution: the bits themselves, one indicator for each level of the prefix, and what
    /// turns Gray code into numbers: `u` is a sum over the parities of a component's first bits, and
    /// a parity is a sum of `(S − t)⁺`, `S` the number of ones among those bits, `t = 0, 1, …`.
    private func setBitFunctions(_ design: BitDesign?) throws(TorchError) {
        let planes = model.architecture.planes
        let levels = model.architecture.levels
        var table = try WeightTable(
            model.synthesis.declaration.convolutions[Position.first], deviation: 0.02)
        var next = 0
        func claim() -> Int? {
            guard next < table.shape.outputChannels else { return nil }
            table.clearOutput(next)
            next += 1
            return next - 1
        }
        for plane in 0..<planes {
            guard let output = claim() else { break }
            table[output, plane] = 1
        }
        // (1 − Σ bits from this group on)⁺: 1 where nothing of it was sent, often where it was 0.
        for level in 0..<levels {
            guard let output = claim() else { break }
            for plane in (level * planes / levels)..<planes { table[output, plane] = -1 }
            table.biases[output] = 1
        }
        for (plane, meaning) in (design?.planes ?? []).enumerated() where meaning.bit > 0 {
            let lower = (0..<meaning.bit).compactMap {
                design?.index(component: meaning.component, bit: $0)
            }
            for threshold in 1...meaning.bit {
                guard let output = claim() else { break }
                for index in lower + [plane] { table[output, index] = 1 }
                table.biases[output] = -Float(threshold)
            }
        }
        try table.store(in: model.synthesis, at: Position.first)
    }

    /// Fourth convolution: the least-squares rows as pairs, so that the shuffle behind it gives
    /// `count` positive and `count` negative halves per 4×4 block.
    private func setFit(_ rows: [Float], outputs: Int) throws(TorchError) {
        let shape = model.synthesis.declaration.convolutions[Position.fitted]
        let size = shape.inputChannels * shape.kernel * shape.kernel
        var table = try WeightTable(shape, deviation: 0)
        for (half, sign) in [(0, Float(1)), (1, -1)] {
            for j in 0..<outputs {
                let start = j * (size + 1)
                table.setOutput(
                    half * outputs + j, rows[start..<(start + size)], sign: sign)
                table.biases[half * outputs + j] = sign * rows[start + size]
            }
        }
        try table.store(in: model.synthesis, at: Position.fitted)
    }

    /// The last three convolutions: 4×4 blocks from their components, lifted above zero, then each
    /// pixel's three colours through.
    private func setPixels(_ basis: [Float], count: Int) throws(TorchError) {
        let shapes = model.synthesis.declaration.convolutions
        var blocks = try WeightTable(shapes[Position.blocks], deviation: 0.02)
        for pixel in 0..<48 {
            blocks.clearOutput(pixel)
            for j in 0..<count {
                blocks[pixel, j] = basis[j * 48 + pixel]
                blocks[pixel, count + j] = -basis[j * 48 + pixel]
            }
        }
        for output in blocks.biases.indices { blocks.biases[output] = Self.offset }
        var pixels = try WeightTable(shapes[Position.pixels], deviation: 0.1)
        var colours = try WeightTable(shapes[Position.colours], deviation: 0.02)
        for colour in 0..<3 {
            pixels.clearOutput(colour)
            pixels[colour, colour] = 1
            for other in 0..<3 { colours[colour, other] = other == colour ? 1 : 0 }
            colours.biases[colour] = -Self.offset
        }
        try blocks.store(in: model.synthesis, at: Position.blocks)
        try pixels.store(in: model.synthesis, at: Position.pixels)
        try colours.store(in: model.synthesis, at: Position.colours)
    }

    /// Corrects the last bias by the mean error that the small random weights leave.
    private func removeMeanError(_ masked: Tensor) throws(TorchError) {
        let count = min(128, masked.shape[0])
        let decoded = try model.synthesis(masked.narrowed(0, from: 0, count: count))
        let original = try pictures.narrowed(0, from: 0, count: count)
        let error = try (decoded - original).mean(over: [0, 2, 3])
        let bias = model.synthesis.biases[Position.colours]
        try copy([bias - error], to: [bias])
    }
}
