import CWCImageIO
import CWCMetrics

/// The results of a comparison, in the order in which pictures and codecs were given.
public struct Comparison: Sendable {
    /// A codec that took part.
    public struct Codec: Hashable, Sendable {
        /// Its name in tables.
        public var name: String
        /// What it is.
        public var summary: String
    }

    /// What was left out.
    public struct Skip: Hashable, Sendable {
        /// A file, a codec, or a codec on a picture.
        public var subject: String
        /// Why.
        public var reason: String
        /// Whether something failed; else it only was not there, or did not apply.
        public var isFailure: Bool

        /// A note from its parts.
        public init(subject: String, reason: String, isFailure: Bool) {
            self.subject = subject
            self.reason = reason
            self.isFailure = isFailure
        }
    }

    /// Names of the pictures.
    public var images: [String]
    /// The codecs.
    public var codecs: [Codec]
    /// One for each picture, codec and setting that worked.
    public var measurements: [Measurement] = []
    /// What was left out.
    public var skipped: [Skip] = []
    /// Pictures on which some codec failed. They are left out of every mean, so that all codecs are
    /// averaged over the same pictures.
    public var failedImages: Set<String> = []

    /// An empty comparison.
    public init(images: [String], codecs: [Codec]) {
        self.images = images
        self.codecs = codecs
    }

    /// The mean over the pictures at each setting of a codec, in the order of the sweep. A figure
    /// that some picture lacks has no mean.
    public func means(of codec: String) -> [Measurement] {
        let own = measurements.filter { $0.codec == codec && !failedImages.contains($0.image) }
        var settings: [Double] = []
        for measurement in own where !settings.contains(measurement.setting) {
            settings.append(measurement.setting)
        }
        return settings.map { setting in
            let group = own.filter { $0.setting == setting }
            func mean(_ values: [Double]) -> Double {
                values.reduce(0, +) / Double(values.count)
            }
            func meanIfAll(_ figure: KeyPath<Measurement, Double?>) -> Double? {
                let values = group.compactMap { $0[keyPath: figure] }
                return values.count == group.count ? mean(values) : nil
            }
            return Measurement(
                image: "mean", codec: codec, setting: setting, bytes: mean(group.map(\.bytes)),
                rate: mean(group.map(\.rate)), psnr: mean(group.map(\.psnr)),
                ssim: meanIfAll(\.ssim), multiScaleSSIM: meanIfAll(\.multiScaleSSIM),
                encodeSeconds: mean(group.map(\.encodeSeconds)),
                decodeSeconds: mean(group.map(\.decodeSeconds)))
        }
    }

    /// The points of a codec's mean curve. A setting that costs more than the one before without
    /// being better is left out: rate as a function of quality needs both to grow.
    private func curve(_ codec: String, _ metric: Metric) -> [RatePoint] {
        var points: [RatePoint] = []
        for mean in means(of: codec) {
            guard let value = metric.value(mean) else { continue }
            if let last = points.last, last.quality >= value || last.rate >= mean.rate { continue }
            points.append(RatePoint(rate: mean.rate, quality: value))
        }
        return points
    }

    /// How much more rate `codec` needs than `reference` at equal quality, in percent, by the mean
    /// curves; `nil` if they share no interval of quality.
    public func bdRate(of codec: String, against reference: String, _ metric: Metric) -> Double? {
        try? CWCMetrics.bdRate(
            reference: curve(reference, metric), test: curve(codec, metric))
    }

    /// Says which pictures are too small for a metric.
    mutating func noteSmallPictures(_ pictures: [NamedPicture]) {
        for picture in pictures {
            let side = min(picture.picture.width, picture.picture.height)
            for (metric, smallest) in [("SSIM", 11), ("MS-SSIM", 161)] where side < smallest {
                skipped.append(
                    Skip(
                        subject: "\(picture.name), \(metric)",
                        reason: "a side of \(side) pixels; \(smallest) are needed",
                        isFailure: false))
            }
        }
    }
}
