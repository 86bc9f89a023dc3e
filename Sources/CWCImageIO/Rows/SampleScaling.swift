/// A sample of 0 … `maximum` as one of 0 … `white`, to the nearest.
@inline(__always)
func scaled(_ sample: UInt32, from maximum: UInt32, to white: UInt32) -> UInt32 {
    (sample * white + maximum / 2) / maximum
}

/// Scales the samples of a row where they are.
func scale(
    _ row: UnsafeMutableRawBufferPointer, from maximum: Int, to white: Int
) {
    guard maximum != white else { return }
    let samples = row.assumingMemoryBound(to: UInt16.self)
    let (from, to) = (UInt32(maximum), UInt32(white))
    for index in samples.indices {
        samples[index] = UInt16(scaled(UInt32(samples[index]), from: from, to: to))
    }
}
