import CWCImageIO
import Testing

@testable import CWCComparison

/// Where the first codec is said to lose.
@Suite struct LossTests {
    private static func losses(_ first: ShiftingCodec, _ other: ShiftingCodec) -> [Loss] {
        sweep([.sample("a"), .sample("b", side: 20)], codecs: [first, other], jobs: 1).losses
            .filter { $0.metric == .psnr }
    }

    private let usual = ShiftingCodec(bytes: { Int(1600 / $0) })

    @Test func smallerFilesLoseNowhere() {
        let larger = ShiftingCodec(name: "larger", bytes: { Int(1900 / $0) })
        #expect(Self.losses(usual, larger).isEmpty)
    }

    @Test func largerFilesLoseEverywhere() throws {
        let smaller = ShiftingCodec(name: "smaller", bytes: { Int(1300 / $0) })
        let loss = try #require(Self.losses(usual, smaller).first)
        #expect(loss.against == "smaller" && loss.bdRate ?? 0 > 0)
        #expect(loss.images.map(\.name) == ["a", "b"])
        #expect(loss.images.allSatisfy { $0.bdRate > 0 })
        // The whole curve, as mean rates of its ends.
        let means = sweep([.sample("a"), .sample("b", side: 20)], codecs: [usual], jobs: 1)
            .means(of: "shift").map(\.rate)
        let interval = try #require(loss.rates.first)
        #expect(loss.rates.count == 1)
        #expect(abs(interval.lowerBound - means[0]) < 1e-9)
        #expect(abs(interval.upperBound - means[2]) < 1e-9)
    }

    /// Curves that cross: better by the mean, and worse where files are small.
    @Test func aPartOfACurve() throws {
        let crossing = ShiftingCodec(name: "crossing", bytes: { $0 == 16 ? 80 : Int(1900 / $0) })
        let loss = try #require(Self.losses(usual, crossing).first)
        #expect(loss.bdRate == nil && loss.images.isEmpty && loss.rates.count == 1)
        let json = "\(loss.json)"
        #expect(json.contains("\"percent\": null") && json.contains("\"images\": []"))
    }
}
