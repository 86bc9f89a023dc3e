import CWCImageIO
import CWCNetwork
import CWCTestSupport
import CWCTorch
import CWCTraining
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension TorchTests {
    @Suite struct SeedRunTests {
        private func run(in folder: String) throws -> SeedRun {
            let phase = TrainingPhase(
                name: "synthesis", lesson: .uniform, stepCount: 1, batchSize: 1, cropSide: 16,
                learningRate: 0.01, analysisRate: 0)
            let plan = SeedPlan(
                architecture: SeedArchitecture(widthEighths: 1), phases: [phase], autocast: false)
            let trainer = try SeedTrainer(plan, startingFrom: nil, device: .cpu)
            return SeedRun(folder: folder, trainer: trainer, validationPictures: [])
        }

        /// A checkpoint that is damaged ends the run with an error and stays as it is.
        @Test func damagedCheckpointsAreKept() throws {
            var template = Array("/tmp/cwc-run-XXXXXX".utf8CString)
            let made = mkdtemp(&template)
            try #require(made != nil)
            let folder = String(
                decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            let path = SeedRun.checkpointPath(in: folder)
            defer {
                for name in [path, folder + "/log.tsv"] { unlink(name) }
                rmdir(folder)
            }
            let pictures = try PictureSet.landscapes(1, width: 16, height: 16)
            #expect(!SeedRun.hasCheckpoint(in: folder))
            try run(in: folder).train(on: pictures) { _ in }
            #expect(SeedRun.hasCheckpoint(in: folder))

            let damaged = Array(try readFile(path).dropLast(100))
            try writeFile(damaged, to: path)
            #expect(throws: TorchError.self) {
                try run(in: folder).train(on: pictures) { _ in }
            }
            #expect(try readFile(path) == damaged)
        }
    }
}
