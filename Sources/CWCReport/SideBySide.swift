public import CWCComparison
import CWCImage
import CWCNetwork

/// One picture as the page shows it: the original, and for each size of file what each codec makes
/// of it, every pixel as it was measured.
public struct SideBySide: Sendable {
    /// What a file decodes to.
    struct Shown: Sendable {
        var measurement: Measurement
        /// A picture file.
        var picture: [UInt8]
        /// A picture file of the same size; nil if the file has no map.
        var importance: [UInt8]?
    }

    /// Files of one size, in the order of the codecs; those that failed are missing.
    struct Files: Sendable {
        /// The rate that was asked for, in bits per pixel.
        var rate: Double
        /// The first is the one whose size the others match.
        var files: [Shown]
    }

    /// Name of the picture.
    public let name: String
    /// What failed.
    public private(set) var skipped: [Comparison.Skip] = []
    let width: Int
    let height: Int
    /// The part that is shown.
    let part: ShownPart
    let original: [UInt8]
    private(set) var sizes: [Files] = []

    /// Makes the files of one picture.
    ///
    /// The first codec gets the largest file that is not above the rate. Every other gets its
    /// smallest file that is not below that one: who errs in size, errs in favour of the others.
    ///
    /// - Parameters:
    ///   - picture: The original.
    ///   - codecs: The codecs, the one in question first.
    ///   - rates: The sizes, in bits per pixel.
    public init(of picture: NamedPicture, codecs: [any ComparedCodec], rates: [Double]) {
        name = picture.name
        (width, height) = (picture.picture.width, picture.picture.height)
        let part = ShownPart(middleOf: picture.picture)
        self.part = part
        original = part.file(of: picture.picture)
        let pixels = Double(width * height)
        for rate in rates {
            var files: [Shown] = []
            var failed = false
            for codec in codecs where !failed {
                do throws(ComparisonError) {
                    let bytes = files.first?.measurement.bytes ?? rate * pixels / 8
                    let file = try MatchedFile(
                        of: picture, by: codec, bytes: bytes, files.isEmpty ? .notAbove : .notBelow)
                    files.append(
                        Shown(
                            measurement: file.measurement, picture: part.file(of: file.decoded),
                            importance: file.importance.map(part.file)))
                } catch {
                    skipped.append(
                        Comparison.Skip(
                            subject: "\(picture.name), \(codec.name) at \(rate) bits per pixel",
                            reason: error.description, isFailure: true))
                    // Without the first file there is no size to match.
                    failed = files.isEmpty
                }
            }
            if files.count > 1 { sizes.append(Files(rate: rate, files: files)) }
        }
    }

    /// Makes the files of several pictures.
    ///
    /// - Parameters:
    ///   - pictures: The originals.
    ///   - codecs: The codecs, the one in question first.
    ///   - rates: The sizes, in bits per pixel.
    ///   - jobs: Threads.
    ///   - progress: Told how many pictures are done, from any thread.
    /// - Returns: One for each picture, in order.
    public static func all(
        _ pictures: [NamedPicture], codecs: [any ComparedCodec], rates: [Double], jobs: Int,
        progress: @Sendable (_ done: Int) -> Void = { _ in }
    ) -> [SideBySide] {
        ThreadTeam(threads: jobs).map(pictures, progress: progress) {
            SideBySide(of: $0, codecs: codecs, rates: rates)
        }
    }
}
