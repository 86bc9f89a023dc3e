public import CWCImage
import CWCNetwork

/// A picture to be compared.
public struct NamedPicture: Sendable {
    /// The name in tables; no two should share one.
    public var name: String
    /// RGB, without metadata.
    public var picture: RasterImage

    /// A picture; what is not RGB becomes so, alpha and metadata are left out.
    public init(name: String, picture: RasterImage) {
        self.name = name
        self.picture = picture.convertedToRGB()
    }
}

/// Measures every codec at every setting on every picture.
///
/// - Parameters:
///   - pictures: What every codec is given.
///   - codecs: The codecs, no two of the same name.
///   - metrics: The figures to measure; PSNR always is.
///   - points: The most settings of each codec, spread over its sweep; all of them by default.
///   - jobs: Threads. Figures do not depend on it, times do.
///   - progress: Told how many of how many measurements are done, from any thread.
/// - Returns: Measurements in the order of pictures, codecs and settings; and what failed, by
///   picture and codec.
public func sweep(
    _ pictures: [NamedPicture], codecs: [any ComparedCodec],
    metrics: [Metric] = Metric.allCases, points: Int = .max, jobs: Int,
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
) -> Comparison {
    precondition(jobs >= 1, "no thread to work")
    precondition(points >= 2, "a curve has two points")
    var tasks: [SweepTask] = []
    for picture in pictures {
        for codec in codecs {
            for setting in codec.settings.spread(points) {
                tasks.append(SweepTask(picture: picture, codec: codec, setting: setting))
            }
        }
    }
    let count = tasks.count
    let results = ThreadTeam(threads: jobs).map(tasks) {
        progress($0, count)
    } _: {
        $0.run(metrics)
    }
    return Comparison(
        pictures, codecs: codecs, metrics: metrics,
        outcomes: zip(tasks, results).map { (task: $0, result: $1) })
}

extension Comparison {
    /// The results of a sweep. A codec that failed at every setting on every picture takes no part;
    /// a picture on which another failed counts in no mean.
    fileprivate init(
        _ pictures: [NamedPicture], codecs: [any ComparedCodec], metrics: [Metric],
        outcomes: [(task: SweepTask, result: Result<Measurement, ComparisonError>)]
    ) {
        self.init(images: pictures.map(\.name), codecs: [], metrics: metrics)
        for codec in codecs {
            let own = outcomes.filter { $0.task.codec.name == codec.name }
            let failures = own.compactMap { task, result -> (image: String, reason: String)? in
                guard case .failure(let error) = result else { return nil }
                return (task.picture.name, error.description)
            }
            if let first = failures.first, failures.count == own.count {
                skipped.append(
                    Skip(
                        subject: codec.name, reason: "failed on every picture: \(first.reason)",
                        isFailure: true))
                continue
            }
            self.codecs.append(Codec(name: codec.name, summary: codec.summary))
            for picture in pictures {
                let failed = failures.filter { $0.image == picture.name }
                guard let first = failed.first else { continue }
                let count = own.count { $0.task.picture.name == picture.name }
                skipped.append(
                    Skip(
                        subject: "\(picture.name), \(codec.name)",
                        reason: "failed at \(failed.count) of \(count) settings: \(first.reason)",
                        isFailure: true))
                failedImages.insert(picture.name)
            }
        }
        let names = Set(self.codecs.map(\.name))
        measurements = outcomes.compactMap { task, result in
            names.contains(task.codec.name) ? try? result.get() : nil
        }
        noteSmallPictures(pictures)
    }
}

extension Array {
    /// At most `count` elements at equal distances, the first and the last among them.
    package func spread(_ count: Int) -> [Element] {
        guard count < self.count else { return self }
        guard count > 1 else { return Array(prefix(count)) }
        return (0..<count).map { self[($0 * (self.count - 1) + (count - 1) / 2) / (count - 1)] }
    }
}

private struct SweepTask: Sendable {
    var picture: NamedPicture
    var codec: any ComparedCodec
    var setting: Double

    func run(_ metrics: [Metric]) -> Result<Measurement, ComparisonError> {
        do throws(ComparisonError) {
            let trial = try TimedRoundTrip(picture.picture, by: codec, setting: setting)
            return .success(
                trial.measurement(
                    of: picture.picture, named: picture.name, by: codec, metrics: metrics))
        } catch { return .failure(error) }
    }
}
