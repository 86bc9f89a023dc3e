/// Sizes of a picture's subbands: those of the picture padded to a multiple of the coarsest level's
/// downsampling, halved from level to level. Spec wavelet §3.1.
package struct WaveletGeometry: Hashable, Sendable {
    /// Decomposition levels.
    package let levels: Int
    /// Rows and columns of the padded picture.
    package let height: Int
    package let width: Int
    /// Rows and columns of the picture itself.
    package let imageHeight: Int
    package let imageWidth: Int

    /// The subbands of a picture of any size.
    package init(imageWidth: Int, imageHeight: Int, levels: Int) {
        let unit = 1 << levels
        self.levels = levels
        self.imageHeight = imageHeight
        self.imageWidth = imageWidth
        height = (imageHeight + unit - 1) / unit * unit
        width = (imageWidth + unit - 1) / unit * unit
    }

    /// Rows and columns of a level's subbands; level 0 is the padded picture.
    package func size(_ level: Int) -> (height: Int, width: Int) {
        (height >> level, width >> level)
    }

    /// Rows and columns of a level that are coded: those of the picture and one more. Detail symbols
    /// beyond are 0. Spec wavelet §3.2.
    package func codedSize(_ level: Int) -> (height: Int, width: Int) {
        func coded(_ image: Int, _ padded: Int) -> Int {
            min((image + (1 << level) - 1) >> level + 1, padded >> level)
        }
        return (coded(imageHeight, height), coded(imageWidth, width))
    }

    /// Components of a picture: luma and two chroma differences. Each has an LL subband.
    package static let components = 3
    /// Detail subbands of a component at a level: HL, LH, HH.
    package static let orientations = 3
    /// Detail subbands of a level: those of luma, then those of chroma.
    package static let subbands = lumaSubbands + chromaSubbands
    /// Detail subbands of luma and of chroma at a level.
    package static let lumaSubbands = orientations
    package static let chromaSubbands = 2 * orientations
}
