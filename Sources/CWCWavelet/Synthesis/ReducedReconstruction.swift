/// Makes a picture at a fraction of its size from the LL subbands of a level. Spec wavelet §8.3.
struct ReducedReconstruction {
    /// 2¹⁶ over the gain of the low-pass filter in both directions, to the power of the level.
    private static let scales: [Int64] = [65536, 43326, 28643, 18936, 12519]

    /// RGB samples `[⌈height / 2^level⌉, ⌈width / 2^level⌉, 3]`.
    ///
    /// - Parameters:
    ///   - components: The LL subbands of the level.
    ///   - level: The level, 1 to 4.
    ///   - geometry: The sizes of the picture.
    /// - Returns: The samples.
    static func samples(
        _ components: ComponentSynthesis, level: Int, _ geometry: WaveletGeometry
    ) -> [Int16] {
        let (height, width) = size(level: level, geometry)
        let scale = scales[level]
        func scaled(_ value: Int32) -> Int32 {
            Int32(truncatingIfNeeded: (Int64(value) * scale + 1 << 15) >> 16)
        }
        var samples: [Int16] = []
        samples.reserveCapacity(height * width * 3)
        for row in 0..<height {
            components.forEachSample(row: row, 0..<width) { _, luma, redBlue, green in
                let colour = WaveletPyramid.colour(scaled(luma), scaled(redBlue), scaled(green))
                for value in [colour.red, colour.green, colour.blue] {
                    samples.append(FilteredSample.value(of: value, 0))
                }
            }
        }
        return samples
    }

    /// Rows and columns of the reduced picture.
    static func size(level: Int, _ geometry: WaveletGeometry) -> (height: Int, width: Int) {
        let unit = 1 << level
        return (
            (geometry.imageHeight + unit - 1) / unit, (geometry.imageWidth + unit - 1) / unit
        )
    }
}
