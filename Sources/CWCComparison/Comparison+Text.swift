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
                + " R, G, B; wall times in seconds; mean: over the pictures at a setting")
        lines += codecs.map { "# \($0.name): \($0.summary)" }
        lines += skipped.map { "# skipped: \($0.subject): \($0.reason)" }
        lines.append(Self.columns.joined(separator: "\t"))
        let averages = codecs.flatMap { means(of: $0.name) }
        lines += (measurements + averages).map { row in
            Self.cells(row).map(\.text).joined(separator: "\t")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One object: codecs, measurements, means, BD-rates, what was skipped.
    package var json: JSON {
        .object([
            (
                "codecs",
                .array(
                    codecs.map {
                        .object([("name", .string($0.name)), ("summary", .string($0.summary))])
                    })
            ),
            ("images", .array(images.map { .string($0) })),
            ("measurements", .array(measurements.map(Self.object))),
            ("means", .array(codecs.flatMap { means(of: $0.name) }.map(Self.object))),
            ("bd_rates", .array(bdRates)),
            (
                "skipped",
                .array(
                    skipped.map {
                        .object([
                            ("subject", .string($0.subject)), ("reason", .string($0.reason)),
                            ("failed", .bool($0.isFailure)),
                        ])
                    })
            ),
        ])
    }

    private var bdRates: [JSON] {
        Metric.allCases.flatMap { metric in
            codecs.flatMap { codec in
                codecs.filter { $0 != codec }.map { reference in
                    let value = bdRate(of: codec.name, against: reference.name, metric)
                    return .object([
                        ("metric", .string(metric.rawValue)), ("codec", .string(codec.name)),
                        ("against", .string(reference.name)),
                        ("percent", value.map { .number(fixed($0, 2)) } ?? .null),
                    ])
                }
            }
        }
    }

    private static let columns = [
        "image", "codec", "setting", "bytes", "rate", "psnr", "ssim", "ms_ssim", "encode_s",
        "decode_s",
    ]

    /// A value in both spellings.
    private struct Cell {
        var text: String
        var json: JSON

        init(_ name: String) {
            text = name
            json = .string(name)
        }

        init(_ value: Double?, digits: Int) {
            if let value, value.isFinite {
                text = fixed(value, digits)
                json = .number(text)
            } else {
                text = value == nil ? "-" : "inf"
                json = .null
            }
        }
    }

    private static func cells(_ row: Measurement) -> [Cell] {
        [
            Cell(row.image), Cell(row.codec), Cell(row.setting, digits: 1),
            Cell(row.bytes, digits: 1), Cell(row.rate, digits: 5), Cell(row.psnr, digits: 4),
            Cell(row.ssim, digits: 6), Cell(row.multiScaleSSIM, digits: 6),
            Cell(row.encodeSeconds, digits: 4), Cell(row.decodeSeconds, digits: 4),
        ]
    }

    private static func object(_ row: Measurement) -> JSON {
        .object(Array(zip(columns, cells(row).map(\.json))))
    }
}
