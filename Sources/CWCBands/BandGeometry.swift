/// Sizes of a picture's bands: those of the picture padded to a multiple of the coarsest level's
/// downsampling, halved from level to level. Spec cwc §6.4.
package struct BandGeometry: Hashable, Sendable {
    /// Levels of the transform.
    package let levels: Int
    /// Rows and columns of the padded picture.
    package let height: Int
    package let width: Int

    /// The bands of a picture of any size.
    package init(imageWidth: Int, imageHeight: Int, levels: Int) {
        let unit = 1 << levels
        self.levels = levels
        height = (imageHeight + unit - 1) / unit * unit
        width = (imageWidth + unit - 1) / unit * unit
    }

    /// Rows and columns of the bands of a level; level 0 is the padded picture.
    package func size(_ level: Int) -> (height: Int, width: Int) {
        (height >> level, width >> level)
    }

    /// Low bands: lightness, two differences of colours.
    package static let components = 3
    /// Detail bands of a level: three of lightness, six of colour.
    package static let bands = 9
}
