public import CWCBitstream

/// Integers in ordered channels, of which an importance map keeps a prefix at each position: the
/// codes of families of models that go beyond bits.
public struct SymbolTensor: Hashable, Sendable {
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// Channels, the most important one first.
    public let channels: Int
    /// `[height, width, channels]`; what is not kept, or not yet known, is 0.
    public internal(set) var values: [Int16]

    /// Makes a tensor from its values.
    ///
    /// - Precondition: There are `height · width · channels`.
    public init(height: Int, width: Int, channels: Int, values: [Int16]) {
        precondition(values.count == height * width * channels, "number of values")
        self.height = height
        self.width = width
        self.channels = channels
        self.values = values
    }

    /// A tensor of zeros, to be filled by a reader.
    public init(zeros height: Int, _ width: Int, _ channels: Int) {
        self.init(
            height: height, width: width, channels: channels,
            values: [Int16](repeating: 0, count: height * width * channels))
    }
}

/// A batch of symbols whose distributions follow from the passes before: one half of a checkerboard
/// in a slice of the channels.
public struct SymbolPass: Hashable, Sendable {
    /// The slice.
    public let channels: Range<Int>
    /// 0 for the positions whose row and column add up to an even number, 1 for the others.
    public let parity: Int

    /// The passes over slices of so many channels, in order.
    public static func all(slices: [Int]) -> [SymbolPass] {
        var start = 0
        return slices.flatMap { count in
            defer { start += count }
            return (0...1).map { SymbolPass(channels: start..<start + count, parity: $0) }
        }
    }
}

extension DecisionCoder {
    /// Codes the symbols that are kept, pass after pass.
    ///
    /// - Parameters:
    ///   - symbols: A writer's symbols, or zeros, which a reader replaces.
    ///   - kept: How many of its channels each position keeps: slices beyond are not visited.
    ///   - passes: All passes, in order.
    ///   - table: What the rows stand for.
    ///   - rows: Called once a pass, with the symbols of the passes before: `[height, width, slice]`
    ///     rows of the table, for one run of a network over the whole batch.
    /// - Throws: What the coder says when data run out.
    mutating func code(
        _ symbols: inout SymbolTensor, kept: [Int], passes: [SymbolPass], table: SymbolTable,
        rows: (SymbolPass, SymbolTensor) -> [UInt16]
    ) throws(Failure) {
        precondition(kept.count == symbols.height * symbols.width, "one count a position")
        // What a reader knows: nothing of passes that are still to come.
        var known = SymbolTensor(zeros: symbols.height, symbols.width, symbols.channels)
        for pass in passes {
            let batch = rows(pass, known)
            for y in 0..<symbols.height {
                for x in stride(from: (y + pass.parity) % 2, to: symbols.width, by: 2) {
                    let position = y * symbols.width + x
                    let end = min(pass.channels.upperBound, kept[position])
                    guard end > pass.channels.lowerBound else { continue }
                    for channel in pass.channels.lowerBound..<end {
                        let index = position * symbols.channels + channel
                        let slot =
                            position * pass.channels.count + channel - pass.channels.lowerBound
                        known.values[index] = code(symbols.values[index], row: batch[slot], table)
                    }
                }
            }
            try check()
        }
        symbols = known
    }
}

extension SymbolTensor {
    /// The payload of the symbols that are kept. The parameters are those of reading.
    public func payload(
        kept: [Int], passes: [SymbolPass], table: SymbolTable,
        rows: (SymbolPass, SymbolTensor) -> [UInt16]
    ) -> [UInt8] {
        var copy = self
        var encoder = RangeEncoder()
        encoder.code(&copy, kept: kept, passes: passes, table: table, rows: rows)
        return encoder.finish()
    }

    /// Replaces the symbols that are kept by those of a payload, and all others by 0.
    ///
    /// - Throws: `rangeTooShort` or `rangeBadEnd`.
    public mutating func read(
        _ payload: [UInt8], kept: [Int], passes: [SymbolPass], table: SymbolTable,
        rows: (SymbolPass, SymbolTensor) -> [UInt16]
    ) throws(BitstreamError) {
        self = try payload.withUnsafeBufferPointer { bytes throws(BitstreamError) in
            var result = SymbolTensor(zeros: height, width, channels)
            var decoder = RangeDecoder(bytes)
            try decoder.code(&result, kept: kept, passes: passes, table: table, rows: rows)
            try decoder.finish()
            return result
        }
    }
}
