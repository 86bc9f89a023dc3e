/// A row of linear RGB as XYB, the colour space of JPEG XL (ISO/IEC 18181-1), moved so that all
/// components lie about in 0...1 and blue is told from luma.
///
/// L, M and S are mixtures of light like those of the cones of the eye, their cube roots perceptual;
/// X = (L - M) / 2 is red against green, Y = (L + M) / 2 luma, B = S blue.
///
/// - Parameters:
///   - rgb: R, G and B, in 0...1.
///   - output: X, Y and B.
///   - count: Pixels.
func convertToXYB(
    _ rgb: [UnsafeMutablePointer<Float>], into output: [UnsafeMutablePointer<Float>], count: Int
) {
    let (red, green, blue) = (rgb[0], rgb[1], rgb[2])
    let (xs, ys, bs) = (output[0], output[1], output[2])
    let bias: Float = 0.0037930732552754493
    let root = fastCubeRoot(bias)
    for x in 0..<count {
        let (r, g, b) = (red[x], green[x], blue[x])
        let long = fastCubeRoot(0.3 * r + 0.622 * g + 0.078 * b + bias) - root
        let medium = fastCubeRoot(0.23 * r + 0.692 * g + 0.078 * b + bias) - root
        let short =
            fastCubeRoot(
                0.24342268924547819 * r + 0.20476744424496821 * g + 0.5518098665095536 * b + bias)
            - root
        let luma = 0.5 * (long + medium)
        xs[x] = 0.5 * (long - medium) * 14 + 0.42
        ys[x] = luma + 0.01
        bs[x] = short - luma + 0.55
    }
}
