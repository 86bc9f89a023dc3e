import CWCImage
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
        /// A file, a codec, or a codec or a metric on a picture.
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
    /// The codecs. The first is the one in question: it is told where it loses.
    public var codecs: [Codec]
    /// By which figures the codecs are compared.
    public var metrics: [Metric]
    /// One for each picture, codec and setting that worked.
    public var measurements: [Measurement] = []
    /// What was left out.
    public var skipped: [Skip] = []
    /// Pictures on which some codec failed. They are left out of every mean, so that all codecs are
    /// averaged over the same pictures.
    public var failedImages: Set<String> = []

    /// An empty comparison.
    public init(images: [String], codecs: [Codec], metrics: [Metric] = Metric.allCases) {
        self.images = images
        self.codecs = codecs
        self.metrics = metrics
    }

    /// The mean over the pictures at each setting of a codec, in the order of the sweep. A figure
    /// that some picture lacks has no mean.
    public func means(of codec: String) -> [Measurement] {
        means(of: codec, over: countedImages)
    }

    /// Pictures on which no codec failed.
    private var countedImages: Set<String> { Set(images).subtracting(failedImages) }

    /// Those of them that are large enough for a metric: over these its mean curves go.
    public func images(countedBy metric: Metric) -> Set<String> {
        let small = measurements.filter { metric.figure($0) == nil }.map(\.image)
        return countedImages.subtracting(small)
    }

    private func means(of codec: String, over images: Set<String>) -> [Measurement] {
        let own = measurements.filter { $0.codec == codec && images.contains($0.image) }
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
                ssimulacra2: meanIfAll(\.ssimulacra2), butteraugli: meanIfAll(\.butteraugli),
                encodeSeconds: mean(group.map(\.encodeSeconds)),
                decodeSeconds: mean(group.map(\.decodeSeconds)))
        }
    }

    /// A codec's points by a metric, in the order of the sweep: those of a picture, or the means
    /// over all pictures that are large enough for the metric. Points without a finite figure are
    /// left out.
    public func points(
        of codec: String, by metric: Metric, image: String? = nil
    ) -> [(measurement: Measurement, value: Double)] {
        let rows: [Measurement]
        if let image {
            rows = measurements.filter { $0.codec == codec && $0.image == image }
        } else {
            rows = means(of: codec, over: images(countedBy: metric))
        }
        return rows.compactMap { row in metric.value(row).map { (row, $0) } }
    }

    /// A codec's curve; nil with fewer than two points. A setting that costs more than the one
    /// before without being better is left out: rate as a function of quality needs both to grow.
    func curve(of codec: String, by metric: Metric, image: String? = nil) -> RateCurve? {
        var points: [RatePoint] = []
        for (row, value) in self.points(of: codec, by: metric, image: image) {
            let quality = metric.quality(value)
            if let last = points.last, last.quality >= quality || last.rate >= row.rate { continue }
            points.append(RatePoint(rate: row.rate, quality: quality))
        }
        return try? RateCurve(points)
    }

    /// How much more rate `codec` needs than `reference` at equal quality, in percent, on one
    /// picture or by the mean curves; `nil` if they share no interval of quality.
    public func bdRate(
        of codec: String, against reference: String, _ metric: Metric, image: String? = nil
    ) -> Double? {
        guard let test = curve(of: codec, by: metric, image: image),
            let reference = curve(of: reference, by: metric, image: image)
        else { return nil }
        return try? CWCMetrics.bdRate(reference: reference, test: test)
    }

    /// Says which pictures are too small for a metric.
    mutating func noteSmallPictures(_ pictures: [NamedPicture]) {
        for picture in pictures {
            let side = min(picture.picture.width, picture.picture.height)
            for metric in metrics where side < metric.smallestSide {
                skipped.append(
                    Skip(
                        subject: "\(picture.name), \(metric.rawValue.uppercased())",
                        reason: "a side of \(side) pixels; \(metric.smallestSide) are needed",
                        isFailure: false))
            }
        }
    }
}
