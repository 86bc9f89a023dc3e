import CWCMetrics

/// Where the codec in question needs more bits than another for the same quality.
public struct Loss: Hashable, Sendable {
    /// By which figure.
    public var metric: Metric
    /// The codec that is better there.
    public var against: String
    /// BD-rate by the mean curves, in percent; `nil` where that is no loss.
    public var bdRate: Double?
    /// Where the other's mean curve is above, as rates of the codec in question, bits per pixel.
    public var rates: [ClosedRange<Double>]
    /// Pictures on which BD-rate is above zero, with that rate in percent.
    public var images: [Image]

    /// A picture on which the codec in question loses.
    public struct Image: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// BD-rate on it, in percent.
        public var bdRate: Double
    }
}

extension Comparison {
    /// Every loss of the first codec against another: by the mean, over a part of the mean curves
    /// only, or on single pictures.
    public var losses: [Loss] {
        guard let first = codecs.first else { return [] }
        return metrics.flatMap { metric in
            codecs.dropFirst().compactMap { other in
                let total = bdRate(of: first.name, against: other.name, metric)
                let pictures = images.compactMap { image -> Loss.Image? in
                    let rate = bdRate(of: first.name, against: other.name, metric, image: image)
                    return rate.flatMap { $0 > 0 ? Loss.Image(name: image, bdRate: $0) : nil }
                }
                let rates = lostRates(of: first.name, against: other.name, metric)
                if total ?? 0 <= 0, pictures.isEmpty, rates.isEmpty { return nil }
                return Loss(
                    metric: metric, against: other.name,
                    bdRate: total.flatMap { $0 > 0 ? $0 : nil }, rates: rates, images: pictures)
            }
        }
    }

    /// Intervals of the rate over which `other` needs fewer bits for the same mean quality.
    private func lostRates(
        of codec: String, against other: String, _ metric: Metric
    ) -> [ClosedRange<Double>] {
        guard let own = curve(of: codec, by: metric), let rival = curve(of: other, by: metric)
        else { return [] }
        let (low, high) = (max(own.lowest, rival.lowest), min(own.highest, rival.highest))
        guard low < high else { return [] }
        var intervals: [ClosedRange<Double>] = []
        var isOpen = false
        let steps = 400
        for step in 0...steps {
            let quality = low + (high - low) * Double(step) / Double(steps)
            guard let rate = own.rate(at: quality), let less = rival.rate(at: quality), less < rate
            else {
                isOpen = false
                continue
            }
            if isOpen, let last = intervals.popLast() {
                intervals.append(last.lowerBound...max(last.lowerBound, rate))
            } else {
                intervals.append(rate...rate)
            }
            isOpen = true
        }
        return intervals
    }
}
