import CWCFigures
import CWCMetrics

extension Comparison {
    /// A table for machines and people: comments, then a row for each picture, codec and setting,
    /// then the means, whose picture is called `mean`.
    ///
    /// - Parameter remarks: Lines for the head: how the table was made.
    /// - Returns: The table.
    public func tsv(remarks: [String] = []) -> String {
        var lines = remarks.map { "# \($0)" }
        lines.append(
            "# rate: bits per pixel of whole files; psnr: RGB, dB; ssim: luma; ms_ssim: mean of"
                + " R, G, B; butteraugli: 3-norm, 80 nits, less is better; wall times in seconds;"
                + " mean: over the pictures at a setting")
        lines += codecs.map { "# \($0.name): \($0.summary)" }
        lines += skipped.map {
            "# \($0.isFailure ? "failed" : "skipped")\t\($0.subject)\t\($0.reason)"
        }
        lines.append(Self.columns.joined(separator: "\t"))
        let averages = codecs.flatMap { means(of: $0.name) }
        lines += (measurements + averages).map { row in
            Self.cells(row).map(\.text).joined(separator: "\t")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static let columns = [
        "image", "codec", "setting", "bytes", "rate", "psnr", "ssim", "ms_ssim", "ssimulacra2",
        "butteraugli", "encode_s", "decode_s",
    ]

    /// A value in both spellings.
    struct Cell {
        var text: String
        var json: JSON

        init(_ name: String) {
            text = name
            json = .string(name)
        }

        init(_ value: Double?, digits: Int) {
            if let value, value.isFinite {
                text = fixed(value, digits)
                json = .digits(text)
            } else {
                text = value == nil ? "-" : "inf"
                json = .null
            }
        }
    }

    static func cells(_ row: Measurement) -> [Cell] {
        [
            Cell(row.image), Cell(row.codec), Cell(row.setting, digits: 1),
            Cell(row.bytes, digits: 1), Cell(row.rate, digits: 5), Cell(row.psnr, digits: 4),
            Cell(row.ssim, digits: 6), Cell(row.multiScaleSSIM, digits: 6),
            Cell(row.ssimulacra2, digits: 4), Cell(row.butteraugli, digits: 5),
            Cell(row.encodeSeconds, digits: 4), Cell(row.decodeSeconds, digits: 4),
        ]
    }
}
