import CWCBitstream
import CWCCodes
import CWCWavelet

/// Codes planes of numbers that resemble their neighbours: each as its difference from what they
/// foretell, under counters. Low bands and the importance map are coded so. Spec cwc §7.4.2.
struct PredictedPlanes {
    private let components: Int
    private let legal: ClosedRange<Int32>
    private let mostGroups: Int
    /// By component and by how restless the neighbourhood is.
    private var notZero: [Counter]
    /// By component and group.
    private var beyond: [Counter]

    static let activities = 3

    /// Planes of numbers within `legal`, whose differences end within `mostGroups` groups.
    init(components: Int, legal: ClosedRange<Int32>, mostGroups: Int) {
        self.components = components
        self.legal = legal
        self.mostGroups = mostGroups
        let even = Counter(1 << 15, seen: 0)
        notZero = [Counter](repeating: even, count: components * Self.activities)
        beyond = [Counter](repeating: even, count: components * mostGroups)
    }

    /// Low bands of the three components.
    static var lowBands: PredictedPlanes {
        PredictedPlanes(
            components: BandGeometry.components, legal: BandSymbols.legal, mostGroups: 15)
    }

    /// The importance map. Spec cwc §7.4.5.
    static var importance: PredictedPlanes {
        let legal = BandImportance.legal
        return PredictedPlanes(
            components: 1, legal: Int32(legal.lowerBound)...Int32(legal.upperBound), mostGroups: 5)
    }

    /// Codes `[height, width, components]` numbers in raster order, those of a position together.
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
                    let a = x > 0 ? at(0, 1) : y > 0 ? at(1, 0) : 0
                    let b = y > 0 ? at(1, 0) : a
                    let c = x > 0 && y > 0 ? at(1, 1) : b
                    let (prediction, activity) = Self.prediction(a, b, c)
                    let residual = code(
                        Int32(symbols[index]) - prediction, component, activity, with: &coder)
                    symbols[index] = Int16(
                        min(max(prediction + residual, legal.lowerBound), legal.upperBound))
                }
            }
            try coder.check()
        }
    }

    /// What a number's left, upper and upper left neighbours foretell, and how restless they are.
    @inline(__always)
    static func prediction<Number: SignedInteger>(
        _ a: Number, _ b: Number, _ c: Number
    ) -> (prediction: Number, activity: Int) {
        let low = min(a, b)
        let high = max(a, b)
        let spread = abs(a - c) + abs(b - c)
        return (
            c >= high ? low : c <= low ? high : a + b - c, spread > 8 ? 2 : spread > 2 ? 1 : 0
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
        let first = component * mostGroups
        let rest = coder.code(
            golomb: UInt32(max(1, abs(residual)) - 1), order: 0, most: mostGroups
        ) { coder, bit, group in coder.code(bit, &beyond[first + group]) }
        let magnitude = Int32(rest) + 1
        return isPositive ? magnitude : -magnitude
    }
}
