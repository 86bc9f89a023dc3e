/// Light, in cd/m², becomes the response of the eye: X (red against green), Y (luma) and B (blue),
/// in place.
///
/// Three kinds of cones take mixtures of the light. Their sensitivity adapts to what is around:
/// it is that of a logarithmic response at the light of the blurred picture.
func applyOpsinDynamics(to light: LinearRGB, blur: ButteraugliBlur) {
    let planes = light.planes
    let blurred = planes.map { plane in
        let result = Plane(like: plane)
        blur(plane, sigma: 1.2, border: .mirrored, into: result)
        return result
    }
    defer { withExtendedLifetime(blurred) {} }
    for y in 0..<light.height {
        respond(planes.map { $0.row(y) }, around: blurred.map { $0.row(y) }, light.width)
    }
}

/// One row of light to responses.
private func respond(
    _ rows: [UnsafeMutablePointer<Float>], around: [UnsafeMutablePointer<Float>], _ count: Int
) {
    let (red, green, blue) = (rows[0], rows[1], rows[2])
    let (red2, green2, blue2) = (
        UnsafePointer(around[0]), UnsafePointer(around[1]), UnsafePointer(around[2])
    )
    for x in 0..<count {
        let (r, g, b) = (red[x], green[x], blue[x])
        let (r2, g2, b2) = (red2[x], green2[x], blue2[x])
        let long = Cones.long(r, g, b) * Cones.sensitivity(Cones.long(r2, g2, b2))
        let medium = Cones.medium(r, g, b) * Cones.sensitivity(Cones.medium(r2, g2, b2))
        let short = Cones.short(r, g, b) * Cones.sensitivity(Cones.short(r2, g2, b2))
        let longer = long > Cones.darkLong ? long : Cones.darkLong
        let middle = medium > Cones.darkLong ? medium : Cones.darkLong
        red[x] = longer - middle
        green[x] = longer + middle
        blue[x] = short > Cones.darkShort ? short : Cones.darkShort
    }
}

/// What the cones for long, medium and short waves take in, and how sensitive they are. All light is
/// sRGB and so not below 0.
private enum Cones {
    /// The response without light of the cones for long and medium waves.
    static let darkLong: Float = 1.7557483643287353
    /// That of those for short waves.
    static let darkShort: Float = 12.226454707163354

    @inline(__always)
    static func long(_ r: Float, _ g: Float, _ b: Float) -> Float {
        0.29956550340058319 * r + 0.63373087833825936 * g + 0.077705617820981968 * b
            + 1.7557483643287353
    }

    @inline(__always)
    static func medium(_ r: Float, _ g: Float, _ b: Float) -> Float {
        0.22158691104574774 * r + 0.69391388044116142 * g + 0.0987313588422 * b
            + 1.7557483643287353
    }

    @inline(__always)
    static func short(_ r: Float, _ g: Float, _ b: Float) -> Float {
        0.02 * r + 0.02 * g + 0.20480129041026129 * b + 12.226454707163354
    }

    /// The logarithmic response divided by the light that causes it.
    @inline(__always)
    static func sensitivity(_ light: Float) -> Float {
        let log2 = fastLog2(light + 9.9710635769299145)
        let response = 19.245013259874995 * 0.693147180559945 * log2 - 23.16046239805755
        let sensitivity = response / light
        return sensitivity > 1e-4 ? sensitivity : 1e-4
    }
}
