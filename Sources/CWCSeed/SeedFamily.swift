package import CWCModel

/// The seed family: the codec of Li et al., *Learning Convolutional Networks for Content-weighted
/// Image Compression* (CVPR 2018). An encoder network makes binary codes, an importance map says how
/// many of them each part of the picture keeps, a decoder network makes the picture. Spec seed.
package final class SeedFamily: CodecFamily {
    package let number: UInt8 = 1
    package let name = "seed"

    private init() {}

    /// The family.
    package static let shared = SeedFamily()

    package func makeContent() -> any ModelContent { SeedContent() }
}
