/// A picture's responses X, Y, B, split by frequency. What each blur takes away is the next band, so
/// that together they are the picture, but for what is done to small and to large values.
struct FrequencyBands {
    /// Low frequencies of X, Y, B, scaled so that squares of differences can be added up.
    let low: [Plane]
    /// Medium ones of X, Y, B.
    let medium: [Plane]
    /// High ones of X, Y.
    let high: [Plane]
    /// The highest of X, Y.
    let highest: [Plane]

    /// Splits responses. Their planes are used up.
    init(splitting responses: [Plane], blur: ButteraugliBlur) {
        low = responses.map { plane in
            let low = Plane(like: plane)
            blur(plane, sigma: 7.15593339443, into: low)
            Self.forEachRow(plane, low) { rest, blurred, count in
                for x in 0..<count { rest[x] -= blurred[x] }
            }
            return low
        }
        Self.scaleLow(low)

        medium = responses.enumerated().map { component, plane in
            let medium = Plane(like: plane)
            blur(plane, sigma: 3.22489901262, into: medium)
            if component < 2 {
                Self.forEachRow(plane, medium) { rest, blurred, count in
                    for x in 0..<count {
                        rest[x] -= blurred[x]
                        blurred[x] =
                            component == 0
                            ? shrunk(blurred[x], by: 0.29) : widened(blurred[x], by: 0.1)
                    }
                }
            }
            return medium
        }
        Self.suppressX(responses[0], byY: responses[1])

        high = responses[..<2].enumerated().map { component, plane in
            let high = Plane(like: plane)
            blur(plane, sigma: 1.56416327805, into: high)
            Self.forEachRow(plane, high, component == 0 ? Self.finishHighX : Self.finishHighY)
            return high
        }
        highest = Array(responses[..<2])
    }

    private static func forEachRow(
        _ rest: Plane, _ blurred: Plane,
        _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, _ count: Int) -> Void
    ) {
        for y in 0..<rest.height { body(rest.row(y), blurred.row(y), rest.width) }
    }

    /// Brings the components to one scale. Blue counts as far as it is not the luma's.
    private static func scaleLow(_ low: [Plane]) {
        for y in 0..<low[0].height {
            let (xs, ys, bs) = (low[0].row(y), low[1].row(y), low[2].row(y))
            for x in 0..<low[0].width {
                bs[x] = (bs[x] - 0.362267051518 * ys[x]) * 49.87984651440
                xs[x] *= 33.832837186260
                ys[x] *= 14.458268100570
            }
        }
    }

    /// Where luma changes much, changes between red and green are seen less.
    private static func suppressX(_ planeX: Plane, byY planeY: Plane) {
        let (strength, least): (Float, Float) = (46, 0.653020556257)
        forEachRow(planeX, planeY) { xs, ys, count in
            for x in 0..<count {
                xs[x] *= least + (1 - least) * (strength / (ys[x] * ys[x] + strength))
            }
        }
    }

    private static func finishHighX(
        _ highest: UnsafeMutablePointer<Float>, _ high: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        for x in 0..<count {
            highest[x] = shrunk(highest[x] - high[x], by: 0.04)
            high[x] = shrunk(high[x], by: 1.5)
        }
    }

    private static func finishHighY(
        _ highest: UnsafeMutablePointer<Float>, _ high: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        for x in 0..<count {
            let limited = compressed(high[x], above: 28.4691806922)
            highest[x] = 2.69313763794 * compressed(highest[x] - limited, above: 5.19175294647)
            high[x] = widened(2.155 * limited, by: 0.132)
        }
    }
}

/// The value `width` nearer to zero, at most to zero: small values are not seen.
@inline(__always)
private func shrunk(_ value: Float, by width: Float) -> Float {
    value > width ? value - width : value < -width ? value + width : 0
}

/// The value up to `width` farther from zero, small ones twice as far: small values are seen well.
@inline(__always)
private func widened(_ value: Float, by width: Float) -> Float {
    value + (value > width ? width : value < -width ? -width : value)
}

/// What goes beyond `limit` counts less.
@inline(__always)
private func compressed(_ value: Float, above limit: Float) -> Float {
    let beyond = value > limit ? value - limit : value < -limit ? value + limit : 0
    return value - (1 - 0.724216145665) * beyond
}
