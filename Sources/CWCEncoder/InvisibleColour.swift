import CWCImage

/// Gives pixels that nobody sees colours that cost little: those of what is seen beside and above them.
///
/// A picture that was cut out of another often has its old surroundings under alpha 0, or noise.
struct InvisibleColour {
    /// The colours of the row above, `[width, 3]`.
    private var above: [UInt16] = []
    private let middle: UInt16

    /// Colours of a depth, before the first row.
    init(_ depth: SampleDepth) { middle = UInt16(depth.maximum / 2 + 1) }

    /// Changes the colours of a row where its opacity is 0.
    ///
    /// A pixel takes the mean of the one to the left and the one above as they are now; what stands
    /// before the first pixel that is seen takes the colour of that as the one to the left.
    mutating func fill(_ row: inout [UInt16], alpha: [UInt16]) {
        let first = alpha.firstIndex { $0 != 0 }
        for x in alpha.indices where alpha[x] == 0 {
            for place in 3 * x..<3 * x + 3 {
                let left =
                    x > 0 ? row[place - 3] : first.map { row[3 * $0 + place - 3 * x] }
                let upper = above.isEmpty ? nil : above[place]
                switch (left, upper) {
                case (let left?, let upper?):
                    row[place] = UInt16((Int(left) + Int(upper) + 1) / 2)
                case (let value?, nil), (nil, let value?): row[place] = value
                case (nil, nil): row[place] = middle
                }
            }
        }
        above = row
    }
}
