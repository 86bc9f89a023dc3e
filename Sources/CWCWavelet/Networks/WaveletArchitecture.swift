public import CWCNetwork

/// The architecture of the wavelet family's networks: context networks and probability heads, which
/// estimate the probabilities of quantized coefficients from the coarsest decomposition level to the
/// finest, and the post-filter, which restores the decoded picture.
///
/// Level ℓ = 1 … `levels` lies at 1/2^ℓ of the picture and has nine detail subbands: HL, LH and HH of
/// luma and of two chroma components. Each level is coded in four passes: luma at the *anchors* of a
/// checkerboard, luma at the *non-anchors*, whose four neighbours are anchors, then chroma alike.
public struct WaveletArchitecture: Hashable, Sendable {
    /// Channels of a level's features, the finest level first.
    public var widths: [Int]
    /// Channels that each context network puts out, by level.
    public var contextWidths: [Int]
    /// Hidden channels of the probability heads, by level.
    public var headWidths: [Int]
    /// Channels and residual blocks of the post-filter.
    public var postFilterWidth: Int
    public var postFilterBlocks: Int

    /// An architecture from its sizes.
    ///
    /// - Precondition: There is a width of each kind for every level.
    public init(
        widths: [Int], contextWidths: [Int], headWidths: [Int], postFilterWidth: Int,
        postFilterBlocks: Int
    ) {
        precondition(widths.count == contextWidths.count && widths.count == headWidths.count)
        self.widths = widths
        self.contextWidths = contextWidths
        self.headWidths = headWidths
        self.postFilterWidth = postFilterWidth
        self.postFilterBlocks = postFilterBlocks
    }

    /// The profile for plain CPUs: 10 kMAC a pixel for probabilities, 22 for the post-filter.
    public static let main = WaveletArchitecture(
        widths: [32, 48, 64, 64, 64, 64], contextWidths: [16, 32, 32, 32, 32, 32],
        headWidths: [32, 48, 64, 64, 64, 64], postFilterWidth: 64, postFilterBlocks: 4)

    /// The profile for small machines: 3 kMAC a pixel for probabilities, 3 for the post-filter.
    public static let lite = WaveletArchitecture(
        widths: [16, 24, 32, 32, 32, 32], contextWidths: [8, 16, 16, 16, 16, 16],
        headWidths: [16, 24, 32, 32, 32, 32], postFilterWidth: 32, postFilterBlocks: 1)

    /// Decomposition levels.
    public var levels: Int { widths.count }

    /// The factor between picture and coarsest level, in each direction.
    public var downsampling: Int { 1 << levels }

    /// Channels by which a subband enters a network: sign(s)·log₂(1 + |s|) and its magnitude.
    public static let symbolChannels = 2

    /// Binary decisions that make a symbol: zero or not, sign, above 1, above 2, and whether the
    /// count above 3 goes on.
    public static let decisions = 5

    // MARK: Context networks and probability heads

    /// LL subbands, and the quality in a plane of its own, to the features of the coarsest level.
    public var llContext: NetworkDeclaration {
        let inputs = WaveletGeometry.components + 1
        return NetworkDeclaration(
            role: .llContext, inputChannels: inputs,
            layers: [.convolution(Convolution(inputs, widths[levels - 1], kernel: 3)), .rectifier])
    }

    /// Features, symbols and quality of a level to the features of the next finer one.
    public func crossLevelContext(from level: Int) -> NetworkDeclaration {
        let width = widths[level - 1]
        let finer = widths[level - 2]
        let inputs = width + Self.symbolChannels * WaveletGeometry.subbands + 1
        return NetworkDeclaration(
            role: .crossLevelContext, inputChannels: inputs,
            layers: [
                .convolution(Convolution(inputs, width, kernel: 3)), .rectifier,
                .convolution(Convolution(width, 4 * finer, kernel: 1)),
                .pixelShuffle(factor: 2), .rectifier,
            ])
    }

    /// What decoded symbols of some subbands, near each position, tell a later pass.
    private func context(
        _ role: NetworkRole, subbands: Int, at level: Int
    ) -> NetworkDeclaration {
        let channels = Self.symbolChannels * subbands
        return NetworkDeclaration(
            role: role, inputChannels: channels,
            layers: [
                .convolution(
                    Convolution(
                        channels, contextWidths[level - 1], kernel: level == 1 ? 3 : 5)),
                .rectifier,
            ])
    }

    /// What the luma anchors tell the luma non-anchors.
    public func lumaAnchorContext(_ level: Int) -> NetworkDeclaration {
        context(.lumaAnchorContext, subbands: WaveletGeometry.lumaSubbands, at: level)
    }

    /// What luma tells chroma.
    public func crossComponentContext(_ level: Int) -> NetworkDeclaration {
        context(.crossComponentContext, subbands: WaveletGeometry.lumaSubbands, at: level)
    }

    /// What the chroma anchors tell the chroma non-anchors.
    public func chromaAnchorContext(_ level: Int) -> NetworkDeclaration {
        context(.chromaAnchorContext, subbands: WaveletGeometry.chromaSubbands, at: level)
    }

    /// Contexts that a pass sees beside its level's features.
    public static func contexts(of pass: CodingPass) -> Int {
        switch pass {
        case .lumaAnchors: 0
        case .lumaNonAnchors, .chromaAnchors: 1
        case .chromaNonAnchors: 2
        }
    }

    /// The probability head of a pass: logits of the `decisions` for each of its subbands, those of all
    /// zero-or-nots first.
    public func head(_ pass: CodingPass, _ level: Int) -> NetworkDeclaration {
        let width = widths[level - 1] + Self.contexts(of: pass) * contextWidths[level - 1]
        let hidden = headWidths[level - 1]
        return NetworkDeclaration(
            role: pass.head, inputChannels: width,
            layers: [
                .convolution(Convolution(width, hidden, kernel: 1)), .rectifier,
                .convolution(Convolution(hidden, Self.decisions * pass.subbands, kernel: 1)),
            ])
    }

    // MARK: Post-filter

    /// The decoded picture in blocks of 4 × 4 pixels, and the quality, to the residual that is added
    /// to it, in quantization steps: `[H/4, W/4, 49]` to `[H, W, 3]`.
    public var postFilter: NetworkDeclaration {
        let width = postFilterWidth
        let block = Layer.residual([
            .convolution(Convolution(width, width, kernel: 3)), .rectifier,
            .convolution(Convolution(width, width, kernel: 3)),
        ])
        let (inputs, outputs) = (PostFilterBlocks.channels, PostFilterBlocks.colourChannels)
        return NetworkDeclaration(
            role: .postFilter, inputChannels: inputs,
            layers: [.convolution(Convolution(inputs, width, kernel: 3)), .rectifier]
                + [Layer](repeating: block, count: postFilterBlocks)
                + [
                    .rectifier, .convolution(Convolution(width, outputs, kernel: 3)),
                    .pixelShuffle(factor: PostFilterBlocks.side),
                ])
    }
}
