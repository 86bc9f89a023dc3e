public import CWCImageIO
import Dispatch
import Synchronization

/// A picture to be compared.
public struct NamedPicture: Sendable {
    /// The name in tables; no two should share one.
    public var name: String
    /// RGB, without metadata.
    public var picture: Picture

    /// A picture; what is not RGB becomes so, alpha and metadata are left out.
    public init(name: String, picture: Picture) {
        self.name = name
        self.picture = picture.colors
    }
}

/// Measures every codec at every setting on every picture.
///
/// - Parameters:
///   - pictures: What every codec is given.
///   - codecs: The codecs, no two of the same name.
///   - points: The most settings of each codec, spread over its sweep; all of them by default.
///   - jobs: Threads. Figures do not depend on it, times do.
///   - progress: Told how many of how many measurements are done, from any thread.
/// - Returns: Measurements in the order of pictures, codecs and settings; and what failed, by
///   picture and codec.
public func sweep(
    _ pictures: [NamedPicture], codecs: [any ComparedCodec], points: Int = .max, jobs: Int,
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
) -> Comparison {
    precondition(jobs >= 1, "no thread to work")
    precondition(points >= 2, "a curve has two points")
    var tasks: [Task] = []
    for picture in pictures {
        for codec in codecs {
            for setting in codec.settings.spread(points) {
                tasks.append(Task(picture: picture, codec: codec, setting: setting))
            }
        }
    }
    let all = tasks
    let results = Mutex<[Int: Result<Measurement, ComparisonError>]>([:])
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(progress) { progress in
        DispatchQueue.concurrentPerform(iterations: min(jobs, max(all.count, 1))) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < all.count else { return }
                let result = all[index].run()
                let done = results.withLock {
                    $0[index] = result
                    return $0.count
                }
                progress(done, all.count)
            }
        }
    }
    var comparison = Comparison(
        images: pictures.map(\.name),
        codecs: codecs.map { Comparison.Codec(name: $0.name, summary: $0.summary) })
    for (index, result) in results.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
        let task = all[index]
        switch result {
        case .success(let measurement): comparison.measurements.append(measurement)
        case .failure(let error):
            comparison.skipped.append(
                Comparison.Skip(
                    subject: "\(task.picture.name), \(task.codec.name) at \(task.setting)",
                    reason: error.description, isFailure: true))
            comparison.failedImages.insert(task.picture.name)
        }
    }
    comparison.noteSmallPictures(pictures)
    return comparison
}

extension Array {
    /// At most `count` elements at equal distances, the first and the last among them.
    func spread(_ count: Int) -> [Element] {
        guard count < self.count else { return self }
        return (0..<count).map { self[($0 * (self.count - 1) + (count - 1) / 2) / (count - 1)] }
    }
}

private struct Task: Sendable {
    var picture: NamedPicture
    var codec: any ComparedCodec
    var setting: Double

    func run() -> Result<Measurement, ComparisonError> {
        do throws(ComparisonError) {
            return .success(
                try Measurement(
                    picture.picture, named: picture.name, by: codec, setting: setting))
        } catch { return .failure(error) }
    }
}
