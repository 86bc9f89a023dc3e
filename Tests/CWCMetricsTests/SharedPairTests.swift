import CWCImage
import CWCImageIO
import CWCMetrics
import CWCTestSupport
import Foundation
import Testing

/// SSIMULACRA2 and Butteraugli against what libjxl says of pairs of pictures, where these are at
/// hand: parts of photographs, blurred, with noise, in few levels, in blocks, shifted in colour.
@Suite struct SharedPairTests {
    struct Pair: Codable, Sendable, CustomTestStringConvertible {
        var reference: String
        var distorted: String
        var ssimulacra2: Double
        var butteraugliMax: Double
        var butteraugliP3: Double

        enum CodingKeys: String, CodingKey {
            case reference, distorted, ssimulacra2
            case butteraugliMax = "butteraugli_max"
            case butteraugliP3 = "butteraugli_p3"
        }

        var testDescription: String { distorted }
    }

    private static let folder = packageFolder + "/../shared/cases/metrics"

    private static let pairs: [Pair] = {
        guard let bytes = try? readFile(folder + "/expected.json") else { return [] }
        return (try? JSONDecoder().decode([Pair].self, from: Data(bytes))) ?? []
    }()

    private func pictures(_ pair: Pair) throws -> (RasterImage, RasterImage) {
        let pictures = try [pair.reference, pair.distorted].map {
            try decodeImage(bytes: readFile("\(Self.folder)/\($0)"))
        }
        return (pictures[0], pictures[1])
    }

    @Test(.enabled("no pairs") { !pairs.isEmpty }, arguments: pairs)
    func ssimulacra2AgreesWithLibjxl(pair: Pair) throws {
        let (original, distorted) = try pictures(pair)
        let score = try ssimulacra2(original: original, distorted: distorted)
        #expect(abs(score - pair.ssimulacra2) < 0.1)
    }

    @Test(.enabled("no pairs") { !pairs.isEmpty }, arguments: pairs)
    func butteraugliAgreesWithLibjxl(pair: Pair) throws {
        let (original, distorted) = try pictures(pair)
        let distance = butteraugli(original: original, distorted: distorted)
        #expect(abs(distance.threeNorm / pair.butteraugliP3 - 1) < 1e-4)
        #expect(abs(distance.maximum / pair.butteraugliMax - 1) < 1e-4)
    }
}
