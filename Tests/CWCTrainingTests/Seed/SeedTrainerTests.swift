import CWCNetwork
import CWCSeed
import CWCTestSupport
import CWCTorch
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct SeedTrainerTests {
        /// Two steps of each phase that a run has, on the narrowest network.
        private func plan(rateWeight: Double = 2) -> SeedPlan {
            func phase(
                _ name: String, _ objective: SeedPhase.Objective, analysis: Double
            ) -> SeedPhase {
                SeedPhase(
                    name: name, objective: objective, stepCount: 2, batchSize: 2, cropSide: 16,
                    learningRate: 0.01, analysisRate: analysis)
            }
            return SeedPlan(
                architecture: SeedArchitecture(widthEighths: 1),
                phases: [
                    phase("synthesis", .uniform, analysis: 0),
                    phase("levels", .measuredLevels, analysis: 0),
                    phase("map", .map, analysis: 0.5),
                ],
                targetImportance: 0.1, rateWeight: rateWeight, autocast: false)
        }

        private func trainer(_ plan: SeedPlan) throws -> SeedTrainer {
            try SeedTrainer(plan, startingFrom: nil, device: .cpu)
        }

        /// A last phase in the codec's integers: it resumes like the others, and the export takes the
        /// scales that were trained with, whatever pictures it is given.
        @Test func quantizedPhase() throws {
            let pictures = try PictureSet.landscapes(2, width: 24, height: 24)
            var plan = plan()
            plan.phases.removeFirst(2)
            plan.phases[0].isQuantized = true
            let whole = try trainer(plan)
            _ = try whole.advance(on: pictures, reporting: false)
            let middle = try whole.checkpoint().serialized()
            let report = try #require(try whole.advance(on: pictures, reporting: true))
            #expect(report.loss.isFinite && report["gradient_features"].map { $0 > 0 } == true)
            let resumed = try trainer(plan)
            try resumed.restore(SafeTensors(parsing: middle))
            _ = try resumed.advance(on: pictures, reporting: false)
            let file = try whole.checkpoint()
            #expect(try resumed.checkpoint().serialized() == file.serialized())

            let export = try SeedExport(file, device: .cpu)
            let maxima = try #require(try SeedMaxima(file))
            let integers = try SeedIntegers(export.model, maxima: maxima, bits: plan.bits)
            var request = ExportRequest(
                pictures: try PictureSet.landscapes(1, width: 16, height: 16))
            request.batchCount = 2
            let model = try export.model(request)
            #expect(model.seed?.synthesis == integers.synthesis.network)
            #expect(model.seed?.encoder?.features == integers.features.network)
        }

        /// Drawn bits come again after a restart.
        @Test func resumingWithDrawnBits() throws {
            let pictures = try PictureSet.landscapes(2, width: 24, height: 20)
            var plan = plan()
            plan.binarization = .stochastic
            plan.phases.removeFirst(2)
            let whole = try trainer(plan)
            let start = try whole.checkpoint().serialized()
            _ = try whole.advance(on: pictures, reporting: false)
            Torch.seed(1234)
            let resumed = try trainer(plan)
            try resumed.restore(SafeTensors(parsing: start))
            _ = try resumed.advance(on: pictures, reporting: false)
            #expect(try resumed.checkpoint().serialized() == whole.checkpoint().serialized())
        }

        /// A map that is the same everywhere, and a network that nothing reaches, are noticed.
        @Test func alarms() throws {
            let pictures = try PictureSet.landscapes(2, width: 24, height: 20)
            var plan = plan()
            plan.phases.removeFirst(2)
            let trainer = try trainer(plan)
            let network = trainer.model.importance
            for tensor in [network.weights[1], network.biases[1]] {
                try Torch.withoutGradient { () throws(TorchError) in
                    try Torch.call("zero_", "", [.tensor(tensor)])
                }
            }
            let bias = network.biases[1]
            try Torch.withoutGradient { () throws(TorchError) in
                try Torch.call("fill_", "Scalar", [.tensor(bias), .number(40)])
            }
            let report = try #require(try trainer.advance(on: pictures, reporting: true))
            #expect(
                report.alarms == [
                    "frozen map: 100.0 % at level 15",
                    "dead branch: no gradient reaches importance",
                ])
            #expect(report["gradient_synthesis"].map { $0 > 0 } == true)
            #expect(report["levels_q4"] == 1 && report["map_bpp"] == 0)
        }

        /// Stopping after any step and going on from the file in another trainer gives the same
        /// file at the end, bit for bit, as not stopping.
        @Test(arguments: ConvolutionOptimizer.allCases)
        func resumingIsLikeNotStopping(optimizer: ConvolutionOptimizer) throws {
            let pictures = try PictureSet.landscapes(3, width: 24, height: 20)
            var plan = plan()
            plan.optimizer = optimizer
            let whole = try trainer(plan)
            var files: [[UInt8]] = []
            for _ in 0..<plan.stepCount {
                files.append(try whole.checkpoint().serialized())
                _ = try whole.advance(on: pictures, reporting: false)
            }
            let expected = try whole.checkpoint().serialized()
            #expect(Set(files + [expected]).count == plan.stepCount + 1)
            for step in [1, 3, 5] {
                // Torch's generator stands elsewhere in a process that was started anew.
                Torch.seed(UInt64(1000 + step))
                let resumed = try trainer(plan)
                try resumed.restore(SafeTensors(parsing: files[step]))
                #expect(resumed.step == step)
                while resumed.step < plan.stepCount {
                    _ = try resumed.advance(on: pictures, reporting: false)
                }
                #expect(try resumed.checkpoint().serialized() == expected, "stopped at \(step)")
            }
        }

        /// What the phases train: the synthesis, then the importance branch, then all but the stem.
        @Test func phasesTrainTheirNetworks() throws {
            let pictures = try PictureSet.landscapes(3, width: 24, height: 20)
            let trainer = try trainer(plan())
            func snapshot() throws -> [NetworkRole: [[Float]]] {
                var values: [NetworkRole: [[Float]]] = [:]
                for network in trainer.model.networks {
                    values[network.declaration.role] = try network.parameters.map {
                        try $0.tensor.floats()
                    }
                }
                return values
            }
            let start = try snapshot()
            var before = start
            let trained: [Set<NetworkRole>] = [
                [.synthesis], [.importance], Set(NetworkRole.seed),
            ]
            for roles in trained {
                for _ in 0..<2 { _ = try trainer.advance(on: pictures, reporting: false) }
                let after = try snapshot()
                let changed = NetworkRole.seed.filter { before[$0] != after[$0] }
                #expect(Set(changed) == roles)
                before = after
            }
            // Weight and bias of the three convolutions that stay as the start sets them.
            #expect(before[.features]?.prefix(6) == start[.features]?.prefix(6))
            #expect(before[.features]?.dropFirst(6) != start[.features]?.dropFirst(6))
        }

        /// `γ · max(mean p − r₀, 0)`, with the mean over the batch.
        @Test func rateLoss() throws {
            let pictures = try PictureSet.landscapes(3, width: 24, height: 20)
            func mapStep(rateWeight: Double) throws -> StepFigures {
                var plan = plan(rateWeight: rateWeight)
                plan.phases.removeFirst(2)
                return try #require(try trainer(plan).advance(on: pictures, reporting: true))
            }
            let (free, charged) = try (mapStep(rateWeight: 0), mapStep(rateWeight: 3))
            let importance = try #require(free["importance"])
            #expect(importance == charged["importance"])
            #expect(importance > 0.15)
            let expected = 3 * (importance - 0.1)
            #expect(abs(charged.loss - free.loss - expected) < 1e-5)

            var generous = plan(rateWeight: 3)
            generous.phases.removeFirst(2)
            generous.targetImportance = 1
            let step = try trainer(generous).advance(on: pictures, reporting: true)
            #expect(step?.loss == free.loss)
        }

        @Test func reports() throws {
            let pictures = try PictureSet.landscapes(3, width: 24, height: 20)
            let trainer = try trainer(plan())
            let report = try #require(try trainer.advance(on: pictures, reporting: true))
            #expect(trainer.step == 1)
            // 4 to 64 bits for each 8×8 block.
            #expect((0.0625...1).contains(report.bitsPerPixel))
            #expect(report["importance"] == 0 && report["importance_spread"] == 0)
            #expect(report.loss > 0 && report.gradientNorm > 0)
            #expect(try #require(report.psnr).isFinite)
            #expect(report.pictureCount == 2)
            #expect(try trainer.advance(on: pictures, reporting: false) == nil)
        }

        @Test func checkpointsOfSomethingElse() throws {
            let trainer = try trainer(plan())
            #expect(throws: TorchError("no checkpoint of a training run: its notes are missing")) {
                try trainer.restore(SafeTensors([]))
            }
            var checkpoint = try trainer.checkpoint()
            checkpoint.tensors.removeAll { $0.name == "average.codes.0.bias" }
            #expect(throws: TorchError("the checkpoint has no tensor 'average.codes.0.bias'")) {
                try trainer.restore(checkpoint)
            }
            checkpoint = try trainer.checkpoint()
            checkpoint.tensors.removeAll { $0.name == "adam.second.codes.0.bias" }
            #expect(
                throws: TorchError("the checkpoint has no optimizer state of codes.0.bias")
            ) {
                try trainer.restore(checkpoint)
            }
        }
    }
}
