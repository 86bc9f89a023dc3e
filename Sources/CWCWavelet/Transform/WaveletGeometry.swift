/// Sizes of a picture's subbands: those of the picture padded to a multiple of the coarsest level's
/// downsampling, halved from level to level. Spec wavelet §3.1.
package struct WaveletGeometry: Hashable, Sendable {
    /// Decomposition levels.
    package let levels: Int
    /// Rows and columns of the padded picture.
    package let height: Int
    package let width: Int

    /// The subbands of a picture of any size.
    package init(imageWidth: Int, imageHeight: Int, levels: Int) {
        let unit = 1 << levels
        self.levels = levels
        height = (imageHeight + unit - 1) / unit * unit
        width = (imageWidth + unit - 1) / unit * unit
    }

    /// Rows and columns of a level's subbands; level 0 is the padded picture.
    package func size(_ level: Int) -> (height: Int, width: Int) {
        (height >> level, width >> level)
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
