/// A point of a rate–distortion curve, a mean over the validation pictures: a row of
/// `validation.tsv`.
public struct ValidationPoint: Hashable, Sendable {
    /// What was varied: a quality, a shift of the importance logits, a level.
    public var setting: Double
    /// Bits per pixel, all included.
    public var bitsPerPixel: Double
    /// Bits per pixel of the importance map, part of ``bitsPerPixel``.
    public var mapBitsPerPixel: Double
    /// Mean of the pictures' PSNR (RGB, 8-bit), in dB.
    public var psnr: Double
    /// Mean of the pictures' MS-SSIM, where it was measured.
    public var multiScaleSSIM: Double?

    /// A point from its parts.
    public init(
        setting: Double, bitsPerPixel: Double, mapBitsPerPixel: Double, psnr: Double,
        multiScaleSSIM: Double? = nil
    ) {
        self.setting = setting
        self.bitsPerPixel = bitsPerPixel
        self.mapBitsPerPixel = mapBitsPerPixel
        self.psnr = psnr
        self.multiScaleSSIM = multiScaleSSIM
    }
}
