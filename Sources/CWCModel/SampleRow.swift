package import CWCImage

/// A row of samples, made of what a codec family gives: R, G, B at the depth of the file. Spec cwc §9.
package struct SampleRow {
    /// `[width, channels]`.
    package private(set) var samples: [UInt16]
    private let width: Int
    private let channels: Channels

    package init(width: Int, channels: Channels) {
        samples = [UInt16](repeating: 0, count: width * channels.count)
        self.width = width
        self.channels = channels
    }

    /// Sets the colours of a row to what the family gives, R, G, B, or to their grey.
    package mutating func setColors(to values: Span<Int16>) {
        precondition(values.count == 3 * width, "the colours of a row")
        // While there is a span of the samples, the row itself cannot be looked at.
        let (channels, width) = (channels, width)
        let count = channels.count
        var row = samples.mutableSpan
        switch (channels.hasColor, channels.hasAlpha) {
        case (true, false):
            let values = values.extracting(row.indices)
            for index in row.indices { row[index] = UInt16(truncatingIfNeeded: values[index]) }
        case (true, true):
            for x in 0..<width {
                for color in 0..<3 {
                    row[4 * x + color] = UInt16(truncatingIfNeeded: values[3 * x + color])
                }
            }
        case (false, _):
            for x in 0..<width {
                // At most four times 4095.
                let sum = values[3 * x] + 2 * values[3 * x + 1] + values[3 * x + 2]
                row[count * x] = UInt16(truncatingIfNeeded: (sum + 2) >> 2)
            }
        }
    }

    /// Sets the alpha samples of a row.
    package mutating func setAlpha(to alpha: ArraySlice<UInt16>) {
        var place = channels.count - 1
        for value in alpha {
            samples[place] = value
            place += channels.count
        }
    }
}
