/// Online sign prediction: a linear regression over the signs and magnitudes of symbols that the same pass
/// has coded nearby, whose weights begin at 0 and follow every sign. A wavelet's signs hardly depend on
/// their neighbours in the mean over pictures, but they do along the edges of one picture.
/// Spec wavelet §4.6.
///
/// Safe but for `begin`: the memory is its own and lives as long.
@safe final class SignRegression {
    /// Columns that the pass has in a row, at most, and its subbands.
    private let columns: Int
    private let subbands: Int
    /// Symbols of this row and the two before it as signed logarithms, 0 where none has been coded, each
    /// with two positions of zeros at both ends, `[columns + 4, subbands]`. The row that comes next lies
    /// where the third last was.
    private let rows: UnsafeMutablePointer<Int16>
    /// `[subbands, mostWeights]`.
    private let weights: UnsafeMutablePointer<Int32>

    /// Weights of a subband, at most: nine for the subband itself, then those for the others.
    static let mostWeights = 20
    private static let margin = 2

    /// Before the first row of a pass.
    init(columns: Int, subbands: Int) {
        self.columns = columns
        self.subbands = subbands
        let count = Self.count(columns, subbands)
        unsafe rows = .allocate(capacity: count)
        unsafe rows.initialize(repeating: 0, count: count)
        unsafe weights = .allocate(capacity: subbands * Self.mostWeights)
        unsafe weights.initialize(repeating: 0, count: subbands * Self.mostWeights)
    }

    deinit {
        unsafe rows.deallocate()
        unsafe weights.deallocate()
    }

    private static func count(_ columns: Int, _ subbands: Int) -> Int {
        3 * (columns + 2 * margin) * subbands
    }

    /// Bytes that a pass takes.
    static func byteCount(columns: Int, subbands: Int) -> Int {
        count(columns, subbands) * 2 + subbands * mostWeights * 4
    }

    private func place(ofRow row: Int) -> UnsafeMutablePointer<Int16> {
        unsafe rows + ((row + 3) % 3 * (columns + 2 * Self.margin) + Self.margin) * subbands
    }

    /// Begins a row, of which the pass has columns `firstColumn`, `firstColumn` + 2, ….
    ///
    /// - Returns: The neighbourhood of its first position.
    func begin(row: Int, firstColumn: Int) -> SignNeighbourhood {
        precondition(row >= 0 && (0...1).contains(firstColumn), "a row of a checkerboard")
        let own = unsafe place(ofRow: row)
        unsafe (own - Self.margin * subbands)
            .update(repeating: 0, count: (columns + 2 * Self.margin) * subbands)
        return unsafe SignNeighbourhood(
            own: own, above: place(ofRow: row - 1) + firstColumn * subbands,
            twoAbove: place(ofRow: row - 2), weights: weights, subbands: subbands)
    }
}

/// The symbols near a position, and what they tell about its signs.
///
/// Safe: whoever made it, which is unsafe, vouches for the memory while its row is coded.
@safe struct SignNeighbourhood {
    /// Those of the position, then those to its left.
    private var own: UnsafeMutablePointer<Int16>
    /// At the upper right of the position.
    private var above: UnsafePointer<Int16>
    /// Two rows above it.
    private var twoAbove: UnsafePointer<Int16>
    private let weights: UnsafeMutablePointer<Int32>
    private let subbands: Int

    @inline(__always)
    fileprivate init(
        own: UnsafeMutablePointer<Int16>, above: UnsafePointer<Int16>,
        twoAbove: UnsafePointer<Int16>, weights: UnsafeMutablePointer<Int32>, subbands: Int
    ) {
        unsafe self.own = own
        unsafe self.above = above
        unsafe self.twoAbove = twoAbove
        unsafe self.weights = weights
        self.subbands = subbands
    }

    /// What the regression sees.
    struct Features {
        fileprivate var values = InlineArray<20, Int32>(repeating: 0)
        fileprivate var count = 9
        /// What the regression adds to the logit, in units of 2⁻¹⁶.
        fileprivate(set) var correction: Int32 = 0

        @inline(__always)
        fileprivate mutating func append(_ value: Int16) {
            values[count] = Int32(value)
            count += 1
        }
    }

    /// What is known of a subband's sign here.
    @inline(__always)
    func features(_ subband: Int) -> Features {
        var features = Features()
        let own = unsafe UnsafePointer(own)
        let left = unsafe own - subbands
        let (upperLeft, upperRight) = unsafe (above - subbands, above)
        features.values[0] = unsafe Int32(left[subband])
        features.values[1] = unsafe Int32(upperLeft[subband])
        features.values[2] = unsafe Int32(upperRight[subband])
        features.values[3] = unsafe Int32(twoAbove[subband])
        features.values[4] = unsafe Int32((left - subbands)[subband])
        features.values[5] = unsafe Int32((upperLeft - subbands)[subband])
        features.values[6] = unsafe Int32((upperRight + subbands)[subband])
        features.values[7] = unsafe Int32((twoAbove - subbands)[subband])
        features.values[8] = unsafe Int32((twoAbove + subbands)[subband])
        let isLuma = subbands == WaveletGeometry.lumaSubbands
        for other in 0..<subbands where other != subband {
            unsafe features.append(own[other])
            guard isLuma else { continue }
            unsafe features.append(left[other])
            unsafe features.append(upperLeft[other])
            unsafe features.append(upperRight[other])
        }
        let weights = unsafe weights + subband * SignRegression.mostWeights
        for index in 0..<features.count {
            unsafe features.correction &+= weights[index] &* features.values[index]
        }
        return features
    }

    /// Learns from a sign, the estimate of which was off by `error`, in units of 2⁻¹⁶.
    @inline(__always)
    func learn(_ subband: Int, _ features: Features, error: Int32) {
        var energy: Int32 = 0
        for index in 0..<features.count {
            energy &+= features.values[index] &* features.values[index]
        }
        // Steps are smaller the more the features say.
        let scaled = energy >> 12
        let shift = Self.learningShift &+ Int32(32 - scaled.leadingZeroBitCount)
        let weights = unsafe weights + subband * SignRegression.mostWeights
        for index in 0..<features.count {
            unsafe weights[index] &+= (error &* features.values[index]) >> shift
        }
    }

    private static let learningShift: Int32 = 11

    /// Remembers a symbol that has been coded.
    @inline(__always)
    func set(_ subband: Int, _ value: Int16) { unsafe own[subband] = value }

    /// Goes on to the next position of the pass.
    @inline(__always)
    mutating func advance() {
        unsafe own += subbands
        unsafe above += subbands
        unsafe twoAbove += subbands
    }
}
