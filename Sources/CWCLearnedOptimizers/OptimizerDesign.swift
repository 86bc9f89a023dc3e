public import CWCFigures
public import CWCTraining

/// What a learned optimizer is made of: a coordinatewise LSTM of two layers (Andrychowicz et al.
/// 2016, section 2.1) and its extensions.
public struct OptimizerDesign: Hashable, Sendable {
    /// How the LSTM sees a coordinate's gradient.
    public var input: GradientInput
    /// Cells of each of the two layers.
    public var units: Int
    /// The first cells of each layer whose outputs are averaged over all coordinates of the
    /// optimizee (global averaging cells).
    public var averagingCells: Int
    /// The matrix that all coordinates share.
    public var memory: Memory
    /// Factor on what the network gives, before it moves a parameter.
    public var outputScale: Double

    /// A design from its parts.
    public init(
        input: GradientInput = .logarithmic(range: 10), units: Int = 20, averagingCells: Int = 0,
        memory: Memory = .none, outputScale: Double = 0.1
    ) {
        self.input = input
        self.units = units
        self.averagingCells = averagingCells
        self.memory = memory
        self.outputScale = outputScale
    }

    /// A matrix `M` of coordinates × coordinates: read as `M·r`, written as `M + Σ a·bᵀ/n`.
    public enum Memory: Hashable, Sendable {
        case none
        /// NTM-BFGS: the whole matrix, which begins as the identity.
        case full(writeHeads: Int)
        /// NTM-L-BFGS: the last `length` outer products; it begins empty.
        case window(length: Int, writeHeads: Int)

        /// Outer products that each step writes.
        public var writeHeads: Int {
            switch self {
            case .none: 0
            case .full(let heads): heads
            case .window(_, let heads): heads
            }
        }
    }

    /// Numbers of a coordinate that the LSTM takes: the gradient's, and what was read.
    public var inputCount: Int { input.count + (memory == .none ? 0 : 1) }

    /// Numbers of a coordinate that it gives: the update, then `r` of the read head, then `a` and
    /// `b` of each write head.
    public var outputCount: Int { memory == .none ? 1 : 2 + 2 * memory.writeHeads }
}

extension OptimizerDesign {
    private enum InputName: String, CaseIterable { case logarithmic, scaled }
    private enum MemoryName: String, CaseIterable { case none, full, window }

    /// Reads the member `optimizer` of a configuration of ``MetaPlan``.
    public init(parsing config: inout ConfigReader) throws(ConfigError) {
        input =
            switch try config.choice("input", default: InputName.logarithmic) {
            case .logarithmic:
                .logarithmic(range: try config.number("range", in: 0.1...80, default: 10))
            case .scaled: .scaled(try config.number("scale", in: 1e-9...1e9, default: 1))
            }
        units = try config.integer("units", in: 1...1024, default: 20)
        averagingCells = try config.integer("averaging_cells", in: 0...units, default: 0)
        outputScale = try config.number("output_scale", in: 1e-9...1e3, default: 0.1)
        switch try config.choice("memory", default: MemoryName.none) {
        case .none: memory = .none
        case .full:
            memory = .full(writeHeads: try config.integer("write_heads", in: 1...16, default: 3))
        case .window:
            let heads = try config.integer("write_heads", in: 1...16, default: 1)
            let length = try config.integer("window", in: heads...4096, default: 20)
            memory = .window(length: length, writeHeads: heads)
        }
    }

    /// The JSON that ``init(parsing:)`` reads.
    public var json: JSON {
        func member(_ name: String, _ value: Int) -> JSON.Member {
            .init(name, .number(Double(value)))
        }
        var members: [JSON.Member] = []
        switch input {
        case .logarithmic(let range):
            members += [.init("input", .string("logarithmic")), .init("range", .number(range))]
        case .scaled(let scale):
            members += [.init("input", .string("scaled")), .init("scale", .number(scale))]
        }
        members += [member("units", units), member("averaging_cells", averagingCells)]
        members.append(.init("output_scale", .number(outputScale)))
        switch memory {
        case .none: members.append(.init("memory", .string("none")))
        case .full(let heads):
            members += [.init("memory", .string("full")), member("write_heads", heads)]
        case .window(let length, let heads):
            members += [
                .init("memory", .string("window")), member("window", length),
                member("write_heads", heads),
            ]
        }
        return .object(members)
    }
}
