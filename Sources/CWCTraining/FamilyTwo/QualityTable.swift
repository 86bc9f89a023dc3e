internal import CWCTorch

/// Trained rows indexed by quality, `[qualities, C]`; between two rows they are interpolated.
final class QualityTable {
    let name: String
    let rows: Tensor

    init(name: String, _ rows: [[Float]], device: Device) throws(TorchError) {
        self.name = name
        self.rows = try Tensor(
            rows.flatMap { $0 }, shape: [rows.count, rows[0].count], device: device)
        try self.rows.requireGradient()
    }

    static func zeros(
        name: String, qualities: Int, channels: Int, device: Device
    ) throws(TorchError) -> QualityTable {
        let row = [Float](repeating: 0, count: channels)
        return try QualityTable(
            name: name, [[Float]](repeating: row, count: qualities), device: device)
    }

    /// One row a picture, `[N, C, 1, 1]`, given the shares of the table's rows `[N, qualities]`.
    func callAsFunction(_ shares: Tensor) throws(TorchError) -> Tensor {
        try shares.multiplied(rows).reshaped([shares.shape[0], rows.shape[1], 1, 1])
    }

    var parameter: Parameter { Parameter(name: name, tensor: rows) }

    /// The shares of a table's rows at each quality, `[N, rows]`: 1 at a whole number, else split
    /// between the two neighbours. Qualities lie in `0 ... rows − 1`.
    static func shares(
        of qualities: [Double], rows: Int, device: Device
    ) throws(TorchError) -> Tensor {
        var values = [Float](repeating: 0, count: qualities.count * rows)
        for (index, quality) in qualities.enumerated() {
            precondition((0...Double(rows - 1)).contains(quality), "quality \(quality)")
            let lower = min(Int(quality), rows - 2)
            let fraction = Float(quality - Double(lower))
            values[index * rows + lower] = 1 - fraction
            values[index * rows + lower + 1] = fraction
        }
        return try Tensor(values, shape: [qualities.count, rows], device: device)
    }
}
