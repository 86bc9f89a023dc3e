package import CWCImage

extension RasterImage {
    /// Writes rows of the picture as analysis networks take it: `[H, W, 3]` samples, H and W
    /// the picture's or more, the last row and column repeated to get there. Grey becomes
    /// R = G = B; alpha is left out. Spec cwc §9.1.
    ///
    /// - Parameters:
    ///   - rows: The rows to write, below those of the picture too.
    ///   - columns: W, at least the picture's width.
    ///   - buffer: Takes `[rows, W, 3]`.
    package func writeNetworkInput(
        _ rows: Range<Int>, columns: Int, to buffer: inout MutableSpan<Int16>
    ) {
        precondition(
            rows.lowerBound >= 0 && buffer.count == rows.count * columns * 3, "size of the input")
        let count = channels.count
        // Where green and blue are within a pixel; red comes first.
        let (green, blue) = channels.hasColor ? (1, 2) : (0, 0)
        // Its indices cannot lie outside: a picture has all of its samples.
        let samples = samples.span
        var place = 0
        for y in rows {
            let row = min(y, height - 1) * width
            for x in 0..<columns {
                let pixel = (row + min(x, width - 1)) * count
                unsafe buffer[unchecked: place] = Int16(samples[unchecked: pixel])
                unsafe buffer[unchecked: place + 1] = Int16(samples[unchecked: pixel + green])
                unsafe buffer[unchecked: place + 2] = Int16(samples[unchecked: pixel + blue])
                place += 3
            }
        }
    }
}
