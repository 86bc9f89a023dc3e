public import CWCNetwork

/// The architecture of Li et al., *Learning Convolutional Networks for Content-weighted Image
/// Compression* (CVPR 2018).
///
/// Code and importance map live at 1/8 of the picture's height and width. `planes` binary code
/// planes are kept or dropped in groups of `planes / levels`; a position of level `l` keeps the
/// first `(planes / levels)·(l + 1)` bits.
public struct SeedArchitecture: Hashable, Sendable {
    /// Binary code planes, `n` in the paper: 64, or 128 above half a bit per pixel.
    public var planes: Int
    /// Levels of the importance map, `L` in the paper: 16, or 32 with 128 planes.
    public var levels: Int
    /// Share of the paper's channel counts inside the networks, as eighths: 8 is the paper's width.
    public var widthEighths: Int

    public init(planes: Int = 64, levels: Int = 16, widthEighths: Int = 8) {
        self.planes = planes
        self.levels = levels
        self.widthEighths = widthEighths
    }

    /// The factor between picture and code, in each direction.
    public static let downsampling = 8

    func width(_ channels: Int) -> Int { max(1, channels * widthEighths / 8) }

    /// `conv 3×3 → ReLU → conv 3×3 → ReLU`, added to the input, then ReLU again: the released
    /// networks have a rectifier before the sum as well as after it.
    private func block(_ channels: Int, through bottleneck: Int) -> [Layer] {
        [
            .residual([
                .convolution(Convolution(channels, bottleneck, kernel: 3)), .rectifier,
                .convolution(Convolution(bottleneck, channels, kernel: 3)), .rectifier,
            ]),
            .rectifier,
        ]
    }

    /// Picture to features, up to the third residual block: `[H, W, 3]` to `[H/8, W/8, 256·w]`.
    public var features: NetworkDeclaration {
        let narrow = width(128)
        let wide = width(256)
        var layers: [Layer] = [
            .convolution(Convolution(3, narrow, kernel: 8, stride: 4, padding: 2)), .rectifier,
        ]
        layers += block(narrow, through: narrow)
        layers += [
            .convolution(Convolution(narrow, wide, kernel: 4, stride: 2, padding: 1)), .rectifier,
        ]
        layers += block(wide, through: narrow)
        layers += [.convolution(Convolution(wide, wide, kernel: 3)), .rectifier]
        layers += block(wide, through: narrow)
        return NetworkDeclaration(role: .features, inputChannels: 3, layers: layers)
    }

    /// Features to one logit a code plane. The paper's sigmoid is not needed at run time: its
    /// output is above one half exactly where the logit is positive.
    public var codes: NetworkDeclaration {
        NetworkDeclaration(
            role: .codes, inputChannels: width(256),
            layers: [.convolution(Convolution(width(256), planes, kernel: 1))])
    }

    /// Features to the importance logit: two convolutions, as released.
    public var importance: NetworkDeclaration {
        NetworkDeclaration(
            role: .importance, inputChannels: width(256),
            layers: [
                .convolution(Convolution(width(256), width(128), kernel: 3)), .rectifier,
                .convolution(Convolution(width(128), 1, kernel: 1)),
            ])
    }

    /// Masked codes to the picture: `[H/8, W/8, planes]` to `[H, W, 3]`.
    public var synthesis: NetworkDeclaration {
        let wide = width(512)
        let middle = width(256)
        let bottleneck = width(128)
        var layers: [Layer] = [.convolution(Convolution(planes, wide, kernel: 3)), .rectifier]
        layers += block(wide, through: bottleneck)
        layers += [.convolution(Convolution(wide, wide, kernel: 3)), .rectifier]
        layers += block(wide, through: bottleneck)
        layers += [
            .pixelShuffle(factor: 2),
            .convolution(Convolution(wide / 4, middle, kernel: 3)), .rectifier,
        ]
        layers += block(middle, through: bottleneck)
        layers += [
            .pixelShuffle(factor: 4),
            .convolution(Convolution(middle / 16, width(32), kernel: 3)), .rectifier,
            .convolution(Convolution(width(32), 3, kernel: 1)),
        ]
        return NetworkDeclaration(role: .synthesis, inputChannels: planes, layers: layers)
    }

    /// The four networks, in the order in which a model file and a checkpoint hold them.
    public var networks: [NetworkDeclaration] { [features, codes, importance, synthesis] }
}
