import CWCNetwork
import CWCTestSupport
import CWCTorch
import CWCWavelet
import Testing

@testable import CWCTraining

extension TorchTests {
    @Suite struct WaveletExportTests {
        /// Whatever networks of probabilities see fits a byte, which kernels multiply fastest, but for
        /// the LL subbands.
        @Test func networksReadBytes() throws {
            let pictures = try PictureSet.landscapes(3, width: 64, height: 64)
            let plan = WaveletPlan(
                architecture: WaveletArchitecture(
                    widths: [4, 5, 6], contextWidths: [3, 4, 5], headWidths: [4, 6, 5],
                    postFilterWidth: 6, postFilterBlocks: 1),
                phases: [
                    WaveletPhase(
                        name: "all", stepCount: 2, batchSize: 2, cropSide: 64,
                        learningRate: 1e-3, finalLearningRate: 1e-4)
                ], autocast: false)
            let trainer = try WaveletTrainer(plan, startingFrom: pictures, device: .cpu)
            for _ in 0..<2 { _ = try trainer.advance(on: pictures, reporting: false) }
            let exported = try trainer.exported(ExportRequest(name: "small", pictures: pictures))
            let networks = try #require(exported?.wavelet)
            #expect(networks.llContext.outputRange == 0...127)
            for (index, level) in networks.levels.enumerated() {
                for context in [
                    level.lumaAnchorContext, level.crossComponentContext, level.chromaAnchorContext,
                ] {
                    #expect(context.inputRange == -127...127)
                    #expect(context.outputRange == 0...255)
                }
                for pass in CodingPass.allCases {
                    let range = level.head(pass).inputRange
                    #expect(range.lowerBound == 0 && range.upperBound <= 255)
                }
                if let context = level.crossLevelContext {
                    #expect(context.inputRange == -127...127)
                    #expect(context.outputRange == 0...(index == 1 ? 255 : 127))
                }
            }
        }
    }
}
