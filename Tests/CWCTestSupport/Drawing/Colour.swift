/// A colour while a picture is drawn: sRGB code values, 0 black and 1 white, not yet rounded.
struct Colour {
    var red: Double
    var green: Double
    var blue: Double

    /// A colour from the code values 0...255.
    init(_ red: Double, _ green: Double, _ blue: Double) {
        self.red = red / 255
        self.green = green / 255
        self.blue = blue / 255
    }

    static func + (a: Colour, b: Colour) -> Colour {
        var sum = a
        sum.red += b.red
        sum.green += b.green
        sum.blue += b.blue
        return sum
    }

    static func * (colour: Colour, factor: Double) -> Colour {
        var product = colour
        product.red *= factor
        product.green *= factor
        product.blue *= factor
        return product
    }

    /// The way from this colour to `other`: 0 is here, 1 is there.
    func mixed(with other: Colour, _ share: Double) -> Colour {
        self * (1 - share) + other * share
    }
}

/// `value` kept within 0...1.
func unit(_ value: Double) -> Double { min(max(value, 0), 1) }

/// 0 below `low`, 1 above `high`, and smooth in between.
func smoothStep(_ low: Double, _ high: Double, _ value: Double) -> Double {
    let t = unit((value - low) / (high - low))
    return t * t * (3 - 2 * t)
}
