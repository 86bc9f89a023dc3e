/// The architecture of family 2: wavelet coefficients in small integers, probabilities from
/// networks that run from the coarsest level to the finest in a few parallel passes, and a network
/// that mends the decoded picture.
///
/// Level ℓ = 1 … `levels` lies at 1/2^ℓ of the picture and has nine detail bands: three of
/// lightness, six of colour. Each level is coded in four passes: lightness at the *anchors* of a
/// checkerboard, lightness at the *others*, whose four neighbours are anchors, then colour alike.
/// A band enters a network as two channels, see ``symbolChannels``.
public struct FamilyTwoArchitecture: Hashable, Sendable {
    /// Channels that describe each position of a level, the finest level first.
    public var widths: [Int]
    /// Channels of what neighbours say, by level.
    public var neighbourWidths: [Int]
    /// Channels inside the heads, by level.
    public var headWidths: [Int]
    /// Channels and residual blocks of the network that mends the picture.
    public var mendingWidth: Int
    public var mendingBlocks: Int

    public init(
        widths: [Int], neighbourWidths: [Int], headWidths: [Int], mendingWidth: Int,
        mendingBlocks: Int
    ) {
        precondition(widths.count == neighbourWidths.count && widths.count == headWidths.count)
        self.widths = widths
        self.neighbourWidths = neighbourWidths
        self.headWidths = headWidths
        self.mendingWidth = mendingWidth
        self.mendingBlocks = mendingBlocks
    }

    /// The profile for plain CPUs: entropy networks 10 and mending 22 kMAC a pixel.
    public static let main = FamilyTwoArchitecture(
        widths: [32, 48, 64, 64, 64, 64], neighbourWidths: [16, 32, 32, 32, 32, 32],
        headWidths: [32, 48, 64, 64, 64, 64], mendingWidth: 64, mendingBlocks: 4)

    /// The profile for small machines: entropy networks 3 and mending 3 kMAC a pixel.
    public static let lite = FamilyTwoArchitecture(
        widths: [16, 24, 32, 32, 32, 32], neighbourWidths: [8, 16, 16, 16, 16, 16],
        headWidths: [16, 24, 32, 32, 32, 32], mendingWidth: 32, mendingBlocks: 1)

    /// Levels of the wavelet transform.
    public var levels: Int { widths.count }

    /// The factor between picture and coarsest level, in each direction.
    public var downsampling: Int { 1 << levels }

    /// Bands of lightness and of colour at a level.
    public static let lightnessBands = 3
    public static let colourBands = 6

    /// Channels by which a band enters a network: sign(s)·log₂(1 + |s|) and its magnitude.
    public static let symbolChannels = 2

    /// Binary decisions that make a symbol: zero or not, sign, above 1, above 2, and whether the
    /// count above 3 goes on.
    public static let decisions = 5

    // MARK: Probabilities

    /// Low bands, and the quality in a plane of its own, to the features of the coarsest level.
    public var root: NetworkDeclaration {
        NetworkDeclaration(
            role: .root, inputChannels: 4,
            layers: [.convolution(Convolution(4, widths[levels - 1], kernel: 3)), .rectifier])
    }

    /// Features and symbols of a level, and the quality, to the features of the next finer one.
    public func refinement(from level: Int) -> NetworkDeclaration {
        let width = widths[level - 1]
        let finer = widths[level - 2]
        let symbols = Self.symbolChannels * (Self.lightnessBands + Self.colourBands)
        return NetworkDeclaration(
            role: .refinement, inputChannels: width + symbols + 1,
            layers: [
                .convolution(Convolution(width + symbols + 1, width, kernel: 3)), .rectifier,
                .convolution(Convolution(width, 4 * finer, kernel: 1)),
                .pixelShuffle(factor: 2), .rectifier,
            ])
    }

    /// What decoded symbols say about those of a later pass: `bands` of them, near each position.
    private func context(_ role: NetworkRole, bands: Int, at level: Int) -> NetworkDeclaration {
        let channels = Self.symbolChannels * bands
        return NetworkDeclaration(
            role: role, inputChannels: channels,
            layers: [
                .convolution(
                    Convolution(
                        channels, neighbourWidths[level - 1], kernel: level == 1 ? 3 : 5)),
                .rectifier,
            ])
    }

    /// Lightness at the anchors, to the others.
    public func lightnessNeighbours(_ level: Int) -> NetworkDeclaration {
        context(.lightnessNeighbours, bands: Self.lightnessBands, at: level)
    }

    /// Lightness to colour.
    public func colourContext(_ level: Int) -> NetworkDeclaration {
        context(.colourContext, bands: Self.lightnessBands, at: level)
    }

    /// Colour at the anchors, to the others.
    public func colourNeighbours(_ level: Int) -> NetworkDeclaration {
        context(.colourNeighbours, bands: Self.colourBands, at: level)
    }

    /// Contexts that a pass sees beside its level's features.
    public static func contexts(of pass: CodingPass) -> Int {
        switch pass {
        case .lightnessAnchors: 0
        case .lightnessOthers, .colourAnchors: 1
        case .colourOthers: 2
        }
    }

    /// The logits of a pass: `decisions` for each of its bands, all zero-or-nots first. The passes
    /// see 0, 1, 1 and 2 contexts beside the level's features.
    public func head(_ pass: CodingPass, _ level: Int) -> NetworkDeclaration {
        let width = widths[level - 1] + Self.contexts(of: pass) * neighbourWidths[level - 1]
        let hidden = headWidths[level - 1]
        return NetworkDeclaration(
            role: pass.head, inputChannels: width,
            layers: [
                .convolution(Convolution(width, hidden, kernel: 1)), .rectifier,
                .convolution(Convolution(hidden, Self.decisions * pass.bands, kernel: 1)),
            ])
    }

    // MARK: Picture

    /// The decoded picture in blocks of 4 × 4 pixels, and the quality, `[H/4, W/4, 49]`, to what is
    /// added to it, in steps: `[H, W, 3]`.
    public var mending: NetworkDeclaration {
        let block = Layer.residual([
            .convolution(Convolution(mendingWidth, mendingWidth, kernel: 3)), .rectifier,
            .convolution(Convolution(mendingWidth, mendingWidth, kernel: 3)),
        ])
        return NetworkDeclaration(
            role: .mending, inputChannels: 49,
            layers: [.convolution(Convolution(49, mendingWidth, kernel: 3)), .rectifier]
                + [Layer](repeating: block, count: mendingBlocks)
                + [
                    .rectifier, .convolution(Convolution(mendingWidth, 48, kernel: 3)),
                    .pixelShuffle(factor: 4),
                ])
    }
}

/// The passes in which a level is coded.
public enum CodingPass: CaseIterable, Hashable, Sendable {
    case lightnessAnchors, lightnessOthers, colourAnchors, colourOthers

    /// Bands that the pass codes.
    public var bands: Int {
        switch self {
        case .lightnessAnchors, .lightnessOthers: FamilyTwoArchitecture.lightnessBands
        case .colourAnchors, .colourOthers: FamilyTwoArchitecture.colourBands
        }
    }

    /// The first of its bands among the nine of a level.
    public var firstBand: Int {
        switch self {
        case .lightnessAnchors, .lightnessOthers: 0
        case .colourAnchors, .colourOthers: FamilyTwoArchitecture.lightnessBands
        }
    }

    var head: NetworkRole {
        switch self {
        case .lightnessAnchors: .lightnessAnchors
        case .lightnessOthers: .lightnessOthers
        case .colourAnchors: .colourAnchors
        case .colourOthers: .colourOthers
        }
    }
}
