/// How much is going on around each pixel of the original, and so how much it hides.
///
/// - Parameters:
///   - original: Bands of the original.
///   - distorted: Those of the distorted picture.
///   - blur: The blur.
///   - differences: Gets what differs in the activity of the two pictures.
/// - Returns: The activity, of which masks are made.
func butteraugliMask(
    original: FrequencyBands, distorted: FrequencyBands, blur: ButteraugliBlur,
    adding differences: Plane
) -> Plane {
    let (first, second) = (activity(of: original, blur), activity(of: distorted, blur))
    defer { withExtendedLifetime(second) {} }
    for y in 0..<first.height {
        let (a, b, sum) = (first.row(y), second.row(y), differences.row(y))
        for x in 0..<first.width { sum[x] += 10 * (a[x] - b[x]) * (a[x] - b[x]) }
    }
    return eroded(first)
}

/// The strength of high frequencies, as a root, blurred.
private func activity(of bands: FrequencyBands, _ blur: ButteraugliBlur) -> Plane {
    let (factor, bias): (Float, Float) = (6.19424080439, 6.19424080439 * 12.61050594197)
    let root = bias.squareRoot()
    let result = Plane(like: bands.high[0])
    for y in 0..<result.height {
        let row = result.row(y)
        let (x1, x2) = (bands.high[0].row(y), bands.highest[0].row(y))
        let (y1, y2) = (bands.high[1].row(y), bands.highest[1].row(y))
        for x in 0..<result.width {
            let (inX, inY) = (2.5 * (x1[x] + x2[x]), 0.4 * (y1[x] + y2[x]))
            let strength = (inX * inX + inY * inY).squareRoot()
            row[x] = (factor * strength + bias).squareRoot() - root
        }
    }
    blur(result, sigma: 2.7, into: result)
    return result
}

/// A minimum that is not strict: of each value and the eight at a distance of 3 pixels, the three
/// smallest, weighted. What is next to a smooth area hides nothing there.
private func eroded(_ plane: Plane) -> Plane {
    let step = 3
    // Beyond the border there is no value, and none is larger than this one.
    let padded = Plane(like: plane, margin: step)
    defer { withExtendedLifetime(padded) {} }
    for y in -step..<plane.height + step {
        (padded.row(y) - step).update(repeating: .infinity, count: plane.width + 2 * step)
        if y >= 0, y < plane.height {
            padded.row(y).update(from: plane.row(y), count: plane.width)
        }
    }
    let result = Plane(like: plane)
    for y in 0..<plane.height {
        let (above, middle, below) = (
            padded.row(y - step), padded.row(y), padded.row(y + step)
        )
        let row = result.row(y)
        for x in 0..<plane.width {
            var smallest = Smallest(middle[x])
            smallest.take(above[x - step])
            smallest.take(above[x])
            smallest.take(above[x + step])
            smallest.take(middle[x - step])
            smallest.take(middle[x + step])
            smallest.take(below[x - step])
            smallest.take(below[x])
            smallest.take(below[x + step])
            row[x] = 0.45 * smallest.first + 0.3 * smallest.second + 0.25 * smallest.third
        }
    }
    return result
}

/// The three smallest values so far.
private struct Smallest {
    var first: Float
    var second: Float
    var third: Float

    /// Others count as at most twice the value itself.
    @inline(__always)
    init(_ value: Float) { (first, second, third) = (value, 2 * value, 2 * value) }

    @inline(__always)
    mutating func take(_ value: Float) {
        let larger = value > first ? value : first
        first = value < first ? value : first
        let largest = larger > second ? larger : second
        second = larger < second ? larger : second
        third = largest < third ? largest : third
    }
}

extension BandDifferences {
    /// The map of differences: where there is activity they count less.
    func masked(by mask: Plane) -> Plane {
        let result = Plane(like: mask)
        // A difference of 1 in the result is one that is just noticed. 17.83 is that in older
        // scales, for 80 cd/m² as log 80 / log 255.
        let scale: Float = 1 / (17.83 * 0.79079917404)
        for y in 0..<mask.height {
            let (activity, row) = (mask.row(y), result.row(y))
            let (lows, highs) = (low.row(y), high.row(y))
            for x in 0..<mask.width {
                let forHigh =
                    scale * (1 + 2.5485944793 / (0.451936922203 * activity[x] + 0.829591754942))
                let forLow =
                    scale * (1 + 0.505054525019 / (3.87449418804 * activity[x] + 0.20025578522))
                let sum = lows[x] * (forLow * forLow) + highs[x] * (forHigh * forHigh)
                row[x] = sum.squareRoot()
            }
        }
        return result
    }
}
