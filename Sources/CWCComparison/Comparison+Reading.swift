extension Comparison {
    /// The comparison whose table this is: what ``tsv(remarks:)`` wrote, or a version before it that
    /// measured less. Means are computed anew, and the metrics are those that were measured.
    ///
    /// - Throws: The number of the first line that is not of such a table, or that it has no rows.
    public init(tsv text: String) throws(ComparisonError) {
        self.init(images: [], codecs: [])
        var summaries: [String: String] = [:]
        var columns: [String] = []
        for (index, line) in text.split(separator: "\n").enumerated() {
            if let skip = Skip(tableRow: line) {
                skipped.append(skip)
            } else if line.hasPrefix("# ") {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let name = String(line[..<colon].dropFirst(2))
                summaries[name] = String(line[colon...].dropFirst(2))
            } else if line.hasPrefix("image\t") {
                columns = line.split(separator: "\t").map(String.init)
            } else if line.hasPrefix("mean\t") {
                continue
            } else {
                guard let row = Measurement(tableRow: line, columns: columns) else {
                    throw ComparisonError("line \(index + 1) is not a row of a table of results")
                }
                if !images.contains(row.image) { images.append(row.image) }
                if !codecs.contains(where: { $0.name == row.codec }) {
                    codecs.append(
                        Codec(name: row.codec, summary: summaries[row.codec] ?? row.codec))
                }
                measurements.append(row)
            }
        }
        guard !measurements.isEmpty else { throw ComparisonError("no row of a table of results") }
        metrics = metrics.filter { metric in measurements.contains { metric.figure($0) != nil } }
        excludeIncompleteImages()
    }

    /// The comparison of some of its codecs, in the order in which they are named.
    ///
    /// - Throws: The name of a codec that did not take part.
    public func selecting(_ names: [String]) throws(ComparisonError) -> Comparison {
        var selection = self
        selection.codecs = []
        for name in names {
            guard let codec = codecs.first(where: { $0.name == name }) else {
                throw ComparisonError(
                    "codec '\(name)': not in the table, which has"
                        + " \(codecs.map(\.name).joined(separator: ", "))")
            }
            selection.codecs.append(codec)
        }
        selection.measurements = measurements.filter { names.contains($0.codec) }
        return selection
    }

    /// Pictures that lack a measurement that others have are those on which a codec failed.
    private mutating func excludeIncompleteImages() {
        let counts = images.map { image in measurements.count { $0.image == image } }
        let complete = counts.max() ?? 0
        failedImages = Set(zip(images, counts).filter { $1 < complete }.map(\.0))
    }
}

extension Comparison.Skip {
    /// A line of a table, as ``Comparison/tsv(remarks:)`` writes it; `nil` if it is not one.
    fileprivate init?(tableRow line: Substring) {
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == 3, ["# skipped", "# failed"].contains(cells[0]) else { return nil }
        self.init(subject: cells[1], reason: cells[2], isFailure: cells[0] == "# failed")
    }
}

extension Measurement {
    /// A row of a table; `nil` if it is not one.
    fileprivate init?(tableRow line: Substring, columns: [String]) {
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == columns.count else { return nil }
        let row = Dictionary(zip(columns, cells)) { first, _ in first }
        func number(_ column: String) -> Double? { row[column].flatMap { Double($0) } }
        guard let image = row["image"], let codec = row["codec"], let setting = number("setting"),
            let bytes = number("bytes"), let rate = number("rate"), let psnr = number("psnr"),
            let encodeSeconds = number("encode_s"), let decodeSeconds = number("decode_s")
        else { return nil }
        for column in ["ssim", "ms_ssim", "ssimulacra2", "butteraugli"] {
            guard number(column) != nil || row[column] ?? "-" == "-" else { return nil }
        }
        self.init(
            image: image, codec: codec, setting: setting, bytes: bytes, rate: rate, psnr: psnr,
            ssim: number("ssim"), multiScaleSSIM: number("ms_ssim"),
            ssimulacra2: number("ssimulacra2"), butteraugli: number("butteraugli"),
            encodeSeconds: encodeSeconds, decodeSeconds: decodeSeconds)
    }
}
