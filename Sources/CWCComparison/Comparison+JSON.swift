import CWCFigures

extension Comparison {
    /// One object: codecs, measurements, means, the curves that are drawn, BD-rates, where the first
    /// codec loses, what was skipped.
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
            ("curves", .array(curves)),
            ("bd_rates", .array(bdRates)),
            ("bd_rates_by_image", .array(bdRatesByImage)),
            ("losses", .array(losses.map(\.json))),
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

    private static func object(_ row: Measurement) -> JSON {
        .object(Array(zip(columns, cells(row).map(\.json))))
    }

    /// Means over the pictures that are large enough for each metric, MS-SSIM in dB.
    private var curves: [JSON] {
        metrics.flatMap { metric in
            let count = images(countedBy: metric).count
            return codecs.map { codec -> JSON in
                .object([
                    ("metric", .string(metric.rawValue)), ("codec", .string(codec.name)),
                    ("images", .integer(count)),
                    (
                        "points",
                        .array(
                            points(of: codec.name, by: metric).map { row, value in
                                .object([
                                    ("setting", .number(fixed(row.setting, 1))),
                                    ("rate", .number(fixed(row.rate, 5))),
                                    ("value", .number(fixed(value, 5))),
                                ])
                            })
                    ),
                ])
            }
        }
    }

    private var bdRates: [JSON] {
        metrics.flatMap { metric in
            codecs.flatMap { codec in
                codecs.filter { $0 != codec }.map { reference in
                    .object([
                        ("metric", .string(metric.rawValue)), ("codec", .string(codec.name)),
                        ("against", .string(reference.name)),
                        (
                            "percent",
                            .percent(bdRate(of: codec.name, against: reference.name, metric))
                        ),
                    ])
                }
            }
        }
    }

    /// Of the first codec against every other.
    private var bdRatesByImage: [JSON] {
        guard let first = codecs.first else { return [] }
        return images.flatMap { image in
            metrics.flatMap { metric in
                codecs.dropFirst().map { reference in
                    let rate = bdRate(
                        of: first.name, against: reference.name, metric, image: image)
                    return .object([
                        ("image", .string(image)), ("metric", .string(metric.rawValue)),
                        ("against", .string(reference.name)), ("percent", .percent(rate)),
                    ])
                }
            }
        }
    }
}

extension JSON {
    /// A BD-rate.
    static func percent(_ value: Double?) -> JSON {
        value.map { .number(fixed($0, 2)) } ?? .null
    }
}
