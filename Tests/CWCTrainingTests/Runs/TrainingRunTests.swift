import CWCImageIO
import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
    @Suite struct TrainingRunTests {
        private func run(in folder: RunFolder, on pictures: PictureSet) throws -> TrainingRun {
            let phase = SeedPhase(
                name: "synthesis", objective: .uniform, stepCount: 1, batchSize: 1, cropSide: 16,
                learningRate: 0.01, analysisRate: 0)
            let plan = SeedPlan(
                architecture: SeedArchitecture(widthEighths: 1), phases: [phase], autocast: false)
            let trainer = try SeedTrainer(plan, startingFrom: nil, device: .cpu)
            return TrainingRun(folder: folder, task: trainer, pictures: pictures)
        }

        /// A checkpoint that is damaged ends the run with an error and stays as it is.
        @Test func damagedCheckpointsAreKept() throws {
            let temporary = try TemporaryFolder()
            let folder = RunFolder(temporary.path)
            let pictures = try PictureSet.landscapes(1, width: 16, height: 16)
            #expect(!folder.hasCheckpoint)
            try run(in: folder, on: pictures).train { _ in }
            #expect(folder.hasCheckpoint)

            let damaged = Array(try readFile(folder.checkpoint).dropLast(100))
            try writeFile(damaged, to: folder.checkpoint)
            #expect(throws: LogError.self) {
                try run(in: folder, on: pictures).train { _ in }
            }
            #expect(try readFile(folder.checkpoint) == damaged)
        }
    }
}
