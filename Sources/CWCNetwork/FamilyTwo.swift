/// The architecture of family 2: ordered channels of small integers at 1/16 of the picture, binary
/// hyper-planes at 1/64, a linear path beside every nonlinear one, and probabilities from
/// networks that run in a few parallel passes.
///
/// `channels` coefficients describe each block of 16 × 16 pixels. They are ordered by how much
/// they matter and decoded in `slices`, each in two passes over a checkerboard: the *anchors*
/// first, then the *others*, whose four neighbours are anchors. Between the networks stand only
/// per-channel factors and tables of biases indexed by quality.
public struct FamilyTwoArchitecture: Hashable, Sendable {
    /// Channels of each slice, in the order of coding.
    public var slices: [Int]
    /// Binary planes at 1/64.
    public var hyperPlanes: Int
    /// Rows of the tables that are indexed by quality; values between rows are interpolated.
    public var qualities: Int
    /// Channels of the analysis at 1/4, 1/8 and 1/16.
    public var analysisWidths: [Int]
    /// Channels of the synthesis at 1/16 and 1/8.
    public var synthesisWidths: [Int]
    /// Residual blocks of the synthesis at 1/16 and 1/8.
    public var synthesisBlocks: [Int]
    /// Channels of what the hyper-planes say about each position.
    public var priorWidth: Int
    /// Channels of what earlier slices say, of what neighbours say, and inside the heads.
    public var contextWidth: Int
    public var neighbourWidth: Int
    public var headWidth: Int

    /// The profile for plain CPUs: synthesis 8.1 and entropy networks 3 kMAC a pixel.
    public static let lite = FamilyTwoArchitecture(
        slices: [16, 32, 48, 96], hyperPlanes: 32, qualities: 8, analysisWidths: [64, 128, 192],
        synthesisWidths: [128, 96], synthesisBlocks: [1, 1], priorWidth: 96, contextWidth: 96,
        neighbourWidth: 64, headWidth: 128)

    public init(
        slices: [Int], hyperPlanes: Int, qualities: Int, analysisWidths: [Int],
        synthesisWidths: [Int], synthesisBlocks: [Int], priorWidth: Int, contextWidth: Int,
        neighbourWidth: Int, headWidth: Int
    ) {
        self.slices = slices
        self.hyperPlanes = hyperPlanes
        self.qualities = qualities
        self.analysisWidths = analysisWidths
        self.synthesisWidths = synthesisWidths
        self.synthesisBlocks = synthesisBlocks
        self.priorWidth = priorWidth
        self.contextWidth = contextWidth
        self.neighbourWidth = neighbourWidth
        self.headWidth = headWidth
    }

    /// Coefficients of a position.
    public var channels: Int { slices.reduce(0, +) }

    /// The factor between picture and coefficients, and between picture and hyper-planes, in each
    /// direction.
    public static let downsampling = 16
    public static let hyperDownsampling = 64

    /// Channels before a slice.
    public func start(ofSlice index: Int) -> Int { slices[..<index].reduce(0, +) }

    private func block(_ channels: Int) -> Layer {
        .residual([
            .convolution(Convolution(channels, channels, kernel: 3)), .rectifier,
            .convolution(Convolution(channels, channels, kernel: 3)),
        ])
    }

    private func halving(_ from: Int, _ to: Int) -> Layer {
        .convolution(Convolution(from, to, kernel: 4, stride: 2, padding: 1))
    }

    // MARK: Picture to coefficients

    /// A block transform, `[H, W, 3]` to `[H/16, W/16, channels]`; it starts as the KLT.
    public var linearAnalysis: NetworkDeclaration {
        NetworkDeclaration(
            role: .linearAnalysis, inputChannels: 3,
            layers: [
                .convolution(Convolution(3, channels, kernel: 16, stride: 16, padding: 0))
            ])
    }

    /// Picture to features `[H/16, W/16, ·]`, to which the bias of the quality is added.
    public var analysis: NetworkDeclaration {
        let (quarter, eighth, sixteenth) = (
            analysisWidths[0], analysisWidths[1], analysisWidths[2]
        )
        return NetworkDeclaration(
            role: .analysis, inputChannels: 3,
            layers: [
                .convolution(Convolution(3, quarter, kernel: 8, stride: 4, padding: 2)),
                .rectifier, halving(quarter, eighth), block(eighth), .rectifier,
                halving(eighth, sixteenth),
            ])
    }

    /// Features to what is added to the block transform's coefficients.
    public var analysisHead: NetworkDeclaration {
        let width = analysisWidths[2]
        return NetworkDeclaration(
            role: .analysisHead, inputChannels: width,
            layers: [
                block(width), .rectifier, .convolution(Convolution(width, channels, kernel: 3)),
            ])
    }

    // MARK: Hyper-planes

    /// Coefficients to the logits of the hyper-planes, `[H/64, W/64, hyperPlanes]`.
    public var hyperAnalysis: NetworkDeclaration {
        NetworkDeclaration(
            role: .hyperAnalysis, inputChannels: channels,
            layers: [
                halving(channels, priorWidth), .rectifier, halving(priorWidth, hyperPlanes),
            ])
    }

    /// Hyper-planes to the prior of each position, `[H/16, W/16, priorWidth]`, to which the bias
    /// of the quality is added.
    public var hyperSynthesis: NetworkDeclaration {
        let inner = 64
        return NetworkDeclaration(
            role: .hyperSynthesis, inputChannels: hyperPlanes,
            layers: [
                .convolution(Convolution(hyperPlanes, inner * 4, kernel: 3)),
                .pixelShuffle(factor: 2), .rectifier,
                .convolution(Convolution(inner, inner * 4, kernel: 3)),
                .pixelShuffle(factor: 2), .rectifier,
                .convolution(Convolution(inner, priorWidth, kernel: 3)),
            ])
    }

    // MARK: Probabilities

    /// What the slices before slice `index` say about it; the first has none before it.
    public func sliceContext(_ index: Int) -> NetworkDeclaration? {
        guard index > 0 else { return nil }
        let before = start(ofSlice: index)
        return NetworkDeclaration(
            role: .sliceContext, inputChannels: before,
            layers: [.convolution(Convolution(before, contextWidth, kernel: 3)), .rectifier])
    }

    /// What the anchors of slice `index` (zero elsewhere) say about the others.
    public func neighbourContext(_ index: Int) -> NetworkDeclaration {
        let count = slices[index]
        return NetworkDeclaration(
            role: .neighbourContext, inputChannels: count,
            layers: [
                .convolution(
                    Convolution(count, neighbourWidth, kernel: count <= 32 ? 5 : 3)),
                .rectifier,
            ])
    }

    /// Mean and scale of each coefficient of slice `index` at the anchors: `[·, ·, 2·count]`.
    public func anchorHead(_ index: Int) -> NetworkDeclaration {
        head(.anchorHead, index, from: priorWidth + (index > 0 ? contextWidth : 0))
    }

    /// The same at the others.
    public func otherHead(_ index: Int) -> NetworkDeclaration {
        head(
            .otherHead, index,
            from: priorWidth + (index > 0 ? contextWidth : 0) + neighbourWidth)
    }

    private func head(_ role: NetworkRole, _ index: Int, from width: Int) -> NetworkDeclaration {
        NetworkDeclaration(
            role: role, inputChannels: width,
            layers: [
                .convolution(Convolution(width, headWidth, kernel: 1)), .rectifier,
                .convolution(Convolution(headWidth, 2 * slices[index], kernel: 1)),
            ])
    }

    // MARK: Coefficients to picture

    /// The inverse block transform, `[H/16, W/16, channels]` to `[H, W, 3]`.
    public var linearSynthesis: NetworkDeclaration {
        NetworkDeclaration(
            role: .linearSynthesis, inputChannels: channels,
            layers: [
                .convolution(Convolution(channels, 768, kernel: 1)), .pixelShuffle(factor: 16),
            ])
    }

    /// Coefficients to the first features of the synthesis, to which the bias of the quality is
    /// added.
    public var synthesisEntry: NetworkDeclaration {
        NetworkDeclaration(
            role: .synthesisEntry, inputChannels: channels,
            layers: [.convolution(Convolution(channels, synthesisWidths[0], kernel: 3))])
    }

    /// First features to what is added to the inverse block transform.
    public var synthesis: NetworkDeclaration {
        let (sixteenth, eighth) = (synthesisWidths[0], synthesisWidths[1])
        var layers: [Layer] = [.rectifier]
        layers += (0..<synthesisBlocks[0]).map { _ in block(sixteenth) }
        layers += [
            .rectifier, .convolution(Convolution(sixteenth, eighth * 4, kernel: 1)),
            .pixelShuffle(factor: 2),
        ]
        layers += (0..<synthesisBlocks[1]).map { _ in block(eighth) }
        layers += [
            .rectifier, .convolution(Convolution(eighth, 192, kernel: 3)),
            .pixelShuffle(factor: 8),
        ]
        return NetworkDeclaration(
            role: .synthesis, inputChannels: sixteenth, layers: layers)
    }
}
