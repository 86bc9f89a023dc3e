package import CWCFigures

extension Comparison {
    /// One object: codecs, measurements, means, the curves that are drawn, BD-rates, where the
    /// first codec loses, what was skipped.
    package var json: JSON {
        [
            "codecs": .array(
                codecs.map { ["name": .string($0.name), "summary": .string($0.summary)] }),
            "images": .array(images.map { .string($0) }),
            "measurements": .array(measurements.map(Self.object)),
            "means": .array(codecs.flatMap { means(of: $0.name) }.map(Self.object)),
            "curves": .array(curves),
            "bd_rates": .array(bdRates),
            "bd_rates_by_image": .array(bdRatesByImage),
            "losses": .array(losses.map(\.json)),
            "skipped": .array(skipped.map(\.json)),
        ]
    }

    private static func object(_ row: Measurement) -> JSON {
        .object(zip(columns, cells(row)).map { JSON.Member($0, $1.json) })
    }

    /// Means over the pictures that are large enough for each metric, MS-SSIM in dB.
    private var curves: [JSON] {
        metrics.flatMap { metric in
            let count = images(countedBy: metric).count
            return codecs.map { codec -> JSON in
                let points = points(of: codec.name, by: metric).map { row, value -> JSON in
                    [
                        "setting": .fixed(row.setting, 1), "rate": .fixed(row.rate, 5),
                        "value": .fixed(value, 5),
                    ]
                }
                return [
                    "metric": .string(metric.rawValue), "codec": .string(codec.name),
                    "images": .integer(count), "points": .array(points),
                ]
            }
        }
    }

    private var bdRates: [JSON] {
        metrics.flatMap { metric in
            codecs.flatMap { codec in
                codecs.filter { $0 != codec }.map { reference -> JSON in
                    let rate = bdRate(of: codec.name, against: reference.name, metric)
                    return [
                        "metric": .string(metric.rawValue), "codec": .string(codec.name),
                        "against": .string(reference.name), "percent": .percent(rate),
                    ]
                }
            }
        }
    }

    /// Of the first codec against every other.
    private var bdRatesByImage: [JSON] {
        guard let first = codecs.first else { return [] }
        return images.flatMap { image in
            metrics.flatMap { metric in
                codecs.dropFirst().map { reference -> JSON in
                    let rate = bdRate(
                        of: first.name, against: reference.name, metric, image: image)
                    return [
                        "image": .string(image), "metric": .string(metric.rawValue),
                        "against": .string(reference.name), "percent": .percent(rate),
                    ]
                }
            }
        }
    }
}

extension Comparison.Skip {
    fileprivate var json: JSON {
        [
            "subject": .string(subject), "reason": .string(reason), "failed": .bool(isFailure),
        ]
    }
}

extension Loss {
    /// Metric, the other codec, and where it is better.
    package var json: JSON {
        [
            "metric": .string(metric.rawValue), "against": .string(against),
            "percent": .percent(bdRate),
            "rates": .array(
                rates.map { .array([$0.lowerBound, $0.upperBound].map { .fixed($0, 4) }) }),
            "images": .array(
                images.map { ["image": .string($0.name), "percent": .percent($0.bdRate)] }),
        ]
    }
}

extension JSON {
    /// A BD-rate.
    fileprivate static func percent(_ value: Double?) -> JSON {
        value.map { .fixed($0, 2) } ?? .null
    }
}
