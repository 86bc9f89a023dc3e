extension Comparison {
    /// The comparison whose table this is: what ``tsv(remarks:)`` wrote. Means are computed anew.
    ///
    /// - Throws: The number of the first line that is not of such a table, or that it has no rows.
    public init(tsv text: String) throws(ComparisonError) {
        self.init(images: [], codecs: [])
        var summaries: [String: String] = [:]
        for (index, line) in text.split(separator: "\n").enumerated() {
            if let skip = Skip(tableRow: line) {
                skipped.append(skip)
            } else if line.hasPrefix("# ") {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let name = String(line[..<colon].dropFirst(2))
                summaries[name] = String(line[colon...].dropFirst(2))
            } else if line.hasPrefix("image\t") || line.hasPrefix("mean\t") {
                continue
            } else {
                guard let row = Measurement(tableRow: line) else {
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
    fileprivate init?(tableRow line: Substring) {
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count == 10 else { return nil }
        let numbers = cells[2...].map { Double($0) }
        guard let setting = numbers[0], let bytes = numbers[1], let rate = numbers[2],
            let psnr = numbers[3], let encodeSeconds = numbers[6], let decodeSeconds = numbers[7]
        else { return nil }
        for index in [4, 5] where numbers[index] == nil && cells[index + 2] != "-" { return nil }
        self.init(
            image: cells[0], codec: cells[1], setting: setting, bytes: bytes, rate: rate,
            psnr: psnr, ssim: numbers[4], multiScaleSSIM: numbers[5],
            encodeSeconds: encodeSeconds, decodeSeconds: decodeSeconds)
    }
}
