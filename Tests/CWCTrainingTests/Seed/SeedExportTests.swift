import CWCModel
import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct SeedExportTests {
        private let side = 64

        private let plan = SeedPlan(
            architecture: SeedArchitecture(widthEighths: 2), phases: [], autocast: false)

        /// The integer synthesis network decodes nearly what the float one does.
        @Test func integersFollowFloats() throws {
            let pictures = try PictureSet.landscapes(2, width: side, height: side)
            let trainer = try SeedTrainer(plan, startingFrom: nil, device: .cpu)
            let export = try SeedExport(trainer.checkpoint(), device: .cpu)
            var request = ExportRequest(
                name: "test", note: "a note", pictures: pictures,
                bits: ActivationBits(stream: 8, branch: 8))
            request.cropSide = side
            let model = try export.model(request)
            #expect(model.description.name == "test" && model.description.note == "a note")
            #expect(model.seedShape == SeedShape(planes: 64, levels: 16))
            #expect(model.seed?.encoder?.tables.thresholds.count == 15)

            var random = SeededRandom(seed: 3)
            let bits = (0..<4 * 4 * 64).map { _ in Int16.random(in: 0...1, using: &random) }
            let decoded = try #require(model.seed).synthesis.run(
                IntegerTensor(height: 4, width: 4, channels: 64, values: bits))
            let input = try Tensor(bits.map(Float.init), shape: [1, 4, 4, 64])
            let picture = try export.model.synthesis(input.permuted([0, 3, 1, 2]))
            let floats = try (picture * 127.5 + 128).clamped(0, 255)
                .permuted([0, 2, 3, 1]).reshaped([-1]).floats()
            let errors = zip(decoded.values, floats).map { Double($0) - Double($1) }
            let meanSquare = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
            // Random bits are no picture: activations beyond the calibrated range are cut off.
            #expect(meanSquare < 30, "seed \(random.seed)")
        }

        /// The weights alone, rounded to bfloat16, export again.
        @Test func weightsAlone() throws {
            let trainer = try SeedTrainer(plan, startingFrom: nil, device: .cpu)
            let export = try SeedExport(trainer.checkpoint(), device: .cpu)
            let file = try trainer.weights().serialized()
            #expect(file.count < 2 * 700_000)
            let again = try SeedExport(SafeTensors(parsing: file), device: .cpu)
            for (a, b) in zip(export.model.parameters, again.model.parameters) {
                let (exact, rounded) = try (a.tensor.floats(), b.tensor.floats())
                #expect(zip(exact, rounded).allSatisfy { abs($0 - $1) <= abs($0) / 256 })
            }
        }

        /// Without contrast every position has the mean importance.
        @Test func importanceWithoutContrast() throws {
            let pictures = try PictureSet.landscapes(2, width: side, height: side)
            let trainer = try SeedTrainer(plan, startingFrom: nil, device: .cpu)
            let export = try SeedExport(trainer.checkpoint(), device: .cpu)
            let bytes = Drawing.landscape(width: 32, height: 32)
            let x = try pictureTensor(bytes, count: 1, height: 32, width: 32, device: .cpu)
            func logits() throws -> [Float] {
                try export.model.importance(export.model.features(x)).floats()
            }
            let before = try logits()
            try export.scaleImportance(by: 0.5, pictures: pictures, cropSide: side)
            let half = try logits()
            #expect(zip(before, half).contains { abs($0 - $1) > 1e-3 })
            let (first, last) = (half[0] - half[15], before[0] - before[15])
            #expect(abs(first - last / 2) < 1e-4)
            try export.scaleImportance(by: 0, pictures: pictures, cropSide: side)
            let none = try logits()
            #expect(none.allSatisfy { abs($0 - none[0]) < 1e-5 })
        }

        @Test func checkpointsThatLackSomething() throws {
            #expect(throws: TorchError("the checkpoint does not say its 'planes'")) {
                _ = try SeedExport(SafeTensors([]), device: .cpu)
            }
            let notes = [("planes", "64"), ("levels", "16"), ("width_eighths", "1")]
            let first = "features.0.weight"
            #expect(throws: TorchError("the checkpoint has no tensor '\(first)'")) {
                _ = try SeedExport(SafeTensors([], metadata: notes), device: .cpu)
            }
            let wrong = SafeTensors([(first, try Tensor([Float(1)]))], metadata: notes)
            #expect(throws: TorchError("'\(first)' has another shape than declared")) {
                _ = try SeedExport(wrong, device: .cpu)
            }
        }
    }
}
