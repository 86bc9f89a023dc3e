import CWCBitstream

/// Codes planes of integers that resemble their neighbours: each as its difference from the median
/// prediction, in Exp-Golomb form under adaptive counters. LL subbands and the importance map are coded
/// so. Spec wavelet §4.2.
struct MedianPredictiveCoder {
    private let components: Int
    private let legal: ClosedRange<Int32>
    private let prefixLimit: Int
    /// By component and activity of the neighbourhood.
    private var notZero: [Counter]
    /// By component and place in the prefix.
    private var prefix: [Counter]

    static let activities = 3

    /// Planes of integers within `legal`, whose differences have prefixes of at most `prefixLimit`.
    init(components: Int, legal: ClosedRange<Int32>, prefixLimit: Int) {
        self.components = components
        self.legal = legal
        self.prefixLimit = prefixLimit
        let even = Counter(1 << 15, seen: 0)
        notZero = [Counter](repeating: even, count: components * Self.activities)
        prefix = [Counter](repeating: even, count: components * prefixLimit)
    }

    /// LL subbands of the three components.
    static var ll: MedianPredictiveCoder {
        MedianPredictiveCoder(
            components: WaveletGeometry.components, legal: SubbandSymbols.legal, prefixLimit: 15)
    }

    /// The importance map. Spec wavelet §4.7.
    static var importance: MedianPredictiveCoder {
        let legal = WaveletImportanceMap.legal
        return MedianPredictiveCoder(
            components: 1, legal: Int32(legal.lowerBound)...Int32(legal.upperBound),
            prefixLimit: 5)
    }

    /// Codes `[height, width, components]` integers in raster order, those of a position together.
    mutating func code<Coder: DecisionCoder>(
        _ symbols: inout [Int16], height: Int, width: Int, with coder: inout Coder
    ) throws(Coder.Failure) {
        for y in 0..<height {
            for x in 0..<width {
                for component in 0..<components {
                    let index = (y * width + x) * components + component
                    func at(_ dy: Int, _ dx: Int) -> Int32 {
                        let offset = (dy * width + dx) * components
                        return Int32(symbols[index - offset])
                    }
                    // Outside, what is nearest inside; 0 at the very first.
                    let left = x > 0 ? at(0, 1) : y > 0 ? at(1, 0) : 0
                    let above = y > 0 ? at(1, 0) : left
                    let aboveLeft = x > 0 && y > 0 ? at(1, 1) : above
                    let (prediction, activity) = Self.prediction(left, above, aboveLeft)
                    let residual = code(
                        Int32(symbols[index]) - prediction, component, activity, with: &coder)
                    symbols[index] = Int16(
                        min(max(prediction + residual, legal.lowerBound), legal.upperBound))
                }
            }
            try coder.check()
        }
    }

    /// The median prediction, and the activity of the neighbours that it is made from.
    @inline(__always)
    static func prediction<Number: SignedInteger & FixedWidthInteger>(
        _ left: Number, _ above: Number, _ aboveLeft: Number
    ) -> (prediction: Number, activity: Int) {
        let spread = abs(left - aboveLeft) + abs(above - aboveLeft)
        return (
            medianPrediction(left: left, above: above, aboveLeft: aboveLeft),
            spread > 8 ? 2 : spread > 2 ? 1 : 0
        )
    }

    private mutating func code<Coder: DecisionCoder>(
        _ residual: Int32, _ component: Int, _ activity: Int, with coder: inout Coder
    ) -> Int32 {
        let isZero =
            coder.code(
                residual != 0 ? 1 : 0, &notZero[component * Self.activities + activity]) == 0
        if isZero { return 0 }
        let isPositive = coder.code(residual > 0 ? 1 : 0, probability: 1 << 15) == 1
        let first = component * prefixLimit
        let rest = coder.code(
            expGolomb: UInt32(max(1, abs(residual)) - 1), order: 0, limit: prefixLimit
        ) { coder, bit, group in coder.code(bit, &prefix[first + group]) }
        let magnitude = Int32(rest) + 1
        return isPositive ? magnitude : -magnitude
    }
}
