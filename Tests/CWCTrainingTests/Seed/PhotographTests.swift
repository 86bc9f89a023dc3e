import CWCFamilies
import CWCImage
import CWCImageIO
import CWCModel
import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    /// What the integers of the seed that ships cost on photographs, where they are at hand.
    @Suite struct PhotographTests {
        private static let photographs = packageFolder + "/../shared/data/valid.tar"
        private static let models = packageFolder + "/Sources/CWCEmbeddedFiles/models"

        /// The middles, 192 pixels a side, of the first `count` photographs: bytes of RGB.
        private func middles(_ count: Int) throws -> [[UInt8]] {
            let side = Self.side
            var pictures = PictureSet()
            try pictures.addArchive(path: Self.photographs)
            return pictures.pictures.prefix(count).map { picture in
                let (top, left) = ((picture.height - side) / 2, (picture.width - side) / 2)
                return (top..<top + side).flatMap { y -> ArraySlice<UInt8> in
                    let start = (y * picture.width + left) * 3
                    return picture.samples[start..<start + 3 * side]
                }
            }
        }
        private static let side = 192

        /// The model file against the float networks that it was made from, level for level: at most
        /// 0.05 dB, the mean over pictures and levels.
        @Test(.enabled("no photographs") { (try? readFile(photographs)) != nil })
        func costOfIntegers() throws {
            let file = try Model(parsing: readFile(Self.models + "/seed.cwm")[...])
            let networks = try #require(file.seed)
            let shape = try #require(file.seedShape)
            let encoder = try #require(networks.encoder)
            let floats = try SeedExport(
                SafeTensors(parsing: readFile(Self.models + "/seed.safetensors")),
                device: .cpu
            ).model
            let (planes, levels) = (shape.planes, shape.levels)
            let side = Self.side
            let middles = try middles(8)
            try #require(middles.count == 8)
            var lost: [Double] = []
            for bytes in middles {
                let x = try pictureTensor(bytes, count: 1, height: side, width: side, device: .cpu)
                let trunk = encoder.features.run(
                    IntegerTensor(
                        height: side, width: side, channels: 3, values: bytes.map(Int16.init)))
                let logits = encoder.codes.run(trunk)
                for share in [6, 10] {
                    // Sixteenths of the planes, as the seed of 16 levels has them.
                    let level = (share + 1) * levels / 16 - 1
                    let kept = (level + 1) * planes / levels
                    let sent = IntegerTensor(
                        height: logits.height, width: logits.width, channels: planes,
                        values: logits.values.enumerated().map { index, logit in
                            index % planes < kept && logit > 0 ? 1 : 0
                        })
                    let integers = decibels(networks.synthesis.run(sent).values, bytes)
                    let decoded = try Torch.withoutGradient { () throws(TorchError) in
                        let pass = try floats(x, .uniform(Tensor([Float(level)])))
                        return try (pass.picture * 127.5 + 128).round().clamped(0, 255)
                            .permuted([0, 2, 3, 1]).reshaped([-1]).floats()
                    }
                    lost.append(decibels(decoded.map { Int16($0) }, bytes) - integers)
                }
            }
            let mean = lost.reduce(0, +) / Double(lost.count)
            print("integers lose \(mean) dB on photographs, \(lost.max() ?? 0) dB at most")
            #expect(mean <= 0.05)
        }

        private func decibels(_ decoded: [Int16], _ original: [UInt8]) -> Double {
            let sum = zip(decoded, original).reduce(0) { sum, pair in
                let error = Int(pair.0) - Int(pair.1)
                return sum + error * error
            }
            return CWCTraining.decibels(meanSquaredError: Double(sum) / Double(original.count))
        }
    }
}
