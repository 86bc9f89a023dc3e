extension Comparison {
    /// The comparison whose table this is: what ``tsv(remarks:)`` wrote. Means are computed anew.
    ///
    /// - Throws: The number of the first line that is not of such a table.
    public init(tsv text: String) throws(ComparisonError) {
        self.init(images: [], codecs: [])
        var summaries: [String: String] = [:]
        for (index, line) in text.split(separator: "\n").enumerated() {
            if line.hasPrefix("# skipped: ") {
                let words = line.dropFirst("# skipped: ".count)
                skipped.append(Skip(subject: String(words), reason: "as stored", isFailure: false))
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
        excludeIncompleteImages()
    }

    /// Pictures that lack a measurement that others have are those on which a codec failed.
    private mutating func excludeIncompleteImages() {
        let counts = images.map { image in measurements.count { $0.image == image } }
        let complete = counts.max() ?? 0
        failedImages = Set(zip(images, counts).filter { $1 < complete }.map(\.0))
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
