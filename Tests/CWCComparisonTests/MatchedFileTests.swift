import CWCImage
import CWCImageIO
import Testing

@testable import CWCComparison

/// Files of about one size; those of the codec here have 771 bytes and `40 · setting` more.
@Suite struct MatchedFileTests {
    private let codec = ShiftingCodec(settings: [1, 5, 20], bytes: { Int(40 * $0) })

    @Test(arguments: [
        // The setting whose file is just right, and its neighbours on both sides.
        (1171, MatchedFile.Side.notAbove, 10), (1171, .notBelow, 10), (1180, .notAbove, 10),
        (1180, .notBelow, 11), (1170, .notAbove, 9), (1170, .notBelow, 10),
        // Beyond the ends of the sweep.
        (10, .notAbove, 1), (10, .notBelow, 1), (9999, .notAbove, 20), (9999, .notBelow, 20),
        (811, .notBelow, 1), (812, .notBelow, 2), (1571, .notAbove, 20), (1570, .notAbove, 19),
    ])
    func isTheNearestOnItsSide(bytes: Int, side: MatchedFile.Side, setting: Double) throws {
        let file = try MatchedFile(of: .sample("a"), by: codec, bytes: Double(bytes), side)
        #expect(file.measurement.setting == setting)
        #expect(file.measurement.bytes == 771 + 40 * setting)
        #expect(file.decoded.samples[0] == UInt8(setting) && file.importance == nil)
    }

    /// Scales on which a higher number is a smaller file, with steps below 1.
    @Test func fallingScales() throws {
        let picture = NamedPicture(
            name: "a",
            picture: RasterImage(
                width: 64, height: 64, channels: .rgb,
                samples: (0..<64 * 64 * 3).map { UInt8($0 * $0 % 251) }))
        let file = try MatchedFile(of: picture, by: FileCodec.jpeg2000, bytes: 300, .notBelow)
        #expect(file.measurement.bytes >= 300)
        #expect(
            abs(file.measurement.setting * 10 - (file.measurement.setting * 10).rounded()) < 1e-9)
        let smaller = try FileCodec.jpeg2000.encode(
            picture.picture, setting: file.measurement.setting + 0.1)
        #expect(smaller.count < 300)
    }

    @Test func failuresAreThrown() {
        let broken = ShiftingCodec(fails: { _, setting in setting != 16 })
        #expect(throws: ComparisonError("unlucky")) {
            try MatchedFile(of: .sample("a"), by: broken, bytes: 900, .notAbove)
        }
    }
}
