import CWCImage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Two pictures that Butteraugli compares in strips, so that memory has a bound.
struct ButteraugliPair {
    let original: RasterImage
    let distorted: RasterImage
    let intensityTarget: Double
    /// Rows of a strip without what is around it; even.
    var stripHeight: Int

    /// Rows above and below a strip that its differences depend on: 37 at half the size are 74.
    /// Even, so that halving takes the same pairs of rows as in the whole picture.
    private static let context = 76

    /// Two pictures of one shape, with 8 pixels a side or more; strips of two megapixels.
    init(original: RasterImage, distorted: RasterImage, intensityTarget: Double) {
        self.original = original
        self.distorted = distorted
        self.intensityTarget = intensityTarget
        stripHeight = max(256, (1 << 21) / original.width & ~1)
    }

    /// The distance over some of the pixels.
    func distance(columns: Range<Int>, rows: Range<Int>) -> ButteraugliDistance {
        var maximum: Float = 0
        var sums = [0.0, 0, 0]
        for top in stride(from: 0, to: original.height, by: stripHeight) {
            let strip = top..<min(top + stripHeight, original.height)
            let first = max(0, strip.lowerBound - Self.context)
            let around = first..<min(strip.upperBound + Self.context, original.height)
            let map = differenceMap(rows: around)
            defer { withExtendedLifetime(map) {} }
            for y in strip.clamped(to: rows) {
                let row = map.row(y - first)
                for x in columns {
                    let cube = Double(row[x]) * Double(row[x]) * Double(row[x])
                    sums[0] += cube
                    sums[1] += cube * cube
                    sums[2] += cube * cube * (cube * cube)
                    if row[x] > maximum { maximum = row[x] }
                }
            }
        }
        let count = Double(columns.count * rows.count)
        let norms = zip(sums, [3.0, 6, 12]).map { pow($0 / count, 1 / $1) }
        return ButteraugliDistance(
            maximum: Double(maximum), threeNorm: norms.reduce(0, +) / 3)
    }

    /// The differences of some rows, with those at half the size mixed in.
    private func differenceMap(rows: Range<Int>) -> Plane {
        let first = LinearRGB(original, rows: rows, white: intensityTarget)
        let second = LinearRGB(distorted, rows: rows, white: intensityTarget)
        let halfSide = (min(original.width, original.height) + 1) / 2
        let coarse =
            halfSide >= Butteraugli.smallestSide
            ? butteraugliMap(original: first.halved, distorted: second.halved) : nil
        let map = butteraugliMap(original: first, distorted: second)
        guard let coarse else { return map }
        defer { withExtendedLifetime(coarse) {} }
        // At half the size errors average out: the finer map gives way a little to make up for it.
        let (fine, weight): (Float, Float) = (1 - 0.3 * 0.5, 0.5)
        for y in 0..<map.height {
            let (row, half) = (map.row(y), coarse.row(y / 2))
            for x in 0..<map.width { row[x] = fine * row[x] + weight * half[x / 2] }
        }
        return map
    }
}

/// The differences at one size: `[height, width]`.
///
/// The light is used up: it becomes responses, and these bands.
func butteraugliMap(original: LinearRGB, distorted: LinearRGB) -> Plane {
    let blur = ButteraugliBlur(width: original.width, height: original.height)
    let (first, second) = [original, distorted].map { light in
        applyOpsinDynamics(to: light, blur: blur)
        return FrequencyBands(splitting: light.planes, blur: blur)
    }.pair
    let differences = BandDifferences(first, second)
    let mask = butteraugliMask(
        original: first, distorted: second, blur: blur, adding: differences.high)
    return differences.masked(by: mask)
}

extension Array {
    /// The two elements.
    fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}
