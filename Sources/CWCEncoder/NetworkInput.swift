extension RasterImage {
    /// The picture as the features network takes it: `[H, W, 3]` samples, H and W the next
    /// multiples of `scale`, the last row and column repeated to get there. Grey becomes R = G = B;
    /// alpha is left out. Spec cwc §9.1.
    func networkInput(multipleOf scale: Int) -> IntegerTensor {
        let (rows, columns) = (
            height.roundedUp(toMultipleOf: scale), width.roundedUp(toMultipleOf: scale)
        )
        // Where red, green and blue are within a pixel.
        let places = channels.hasColor ? [0, 1, 2] : [0, 0, 0]
        var values: [Int16] = []
        values.reserveCapacity(rows * columns * places.count)
        for y in 0..<rows {
            let row = min(y, height - 1) * width
            for x in 0..<columns {
                let pixel = (row + min(x, width - 1)) * channels.count
                for place in places { values.append(Int16(samples[pixel + place])) }
            }
        }
        return IntegerTensor(
            height: rows, width: columns, channels: places.count, values: values)
    }
}

extension Int {
    /// The smallest multiple of `factor` that is not below the number.
    func roundedUp(toMultipleOf factor: Int) -> Int { (self + factor - 1) / factor * factor }
}
