#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The windowed statistics behind SSIM and MS-SSIM.
///
/// Around each point, an 11×11 Gaussian of σ = 1.5 weighs means μ, variances σ² and covariance:
///
///     luminance = (2 μ₁μ₂ + C₁) / (μ₁² + μ₂² + C₁)     C₁ = (0.01 · 255)²
///     contrast  = (2 σ₁₂ + C₂) / (σ₁² + σ₂² + C₂)      C₂ = (0.03 · 255)²
///
/// Only windows that lie within the picture count. The window is a product of two lines, so rows
/// are filtered first and kept, for four signals, in a ring of the last eleven.
struct Similarity {
    /// Mean of luminance · contrast: SSIM.
    private(set) var structural = 0.0
    /// Mean of contrast alone.
    private(set) var contrast = 0.0

    static let window = 11

    /// The line of the window from its middle outwards; both halves sum to 1.
    private static let weights: [Float] = {
        let half = (0...5).map { exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
        let sum = half[0] + 2 * half[1...].reduce(0, +)
        return half.map { Float($0 / sum) }
    }()

    /// - Precondition: the planes have one shape, and no side below ``window``.
    init(_ a: FloatPlane, _ b: FloatPlane) {
        let (width, height) = (a.width, a.height)
        let columns = width - Self.window + 1
        let rows = height - Self.window + 1
        precondition(columns > 0 && rows > 0 && b.width == width && b.height == height)
        // Signals: a, b, a² + b², a·b. Ring: [row, signal, column].
        withUnsafeTemporaryAllocation(
            of: Float.self, capacity: (Self.window + 1) * 4 * columns + 2 * width
        ) { memory in
            guard let ring = memory.baseAddress else { return }
            let filtered = ring + Self.window * 4 * columns
            let energy = filtered + 4 * columns
            let product = energy + width
            a.values.withUnsafeBufferPointer { a in
                b.values.withUnsafeBufferPointer { b in
                    guard let a = a.baseAddress, let b = b.baseAddress else { return }
                    for y in 0..<height {
                        let (first, second) = (a + y * width, b + y * width)
                        for x in 0..<width {
                            energy[x] = first[x] * first[x] + second[x] * second[x]
                            product[x] = first[x] * second[x]
                        }
                        let slot = ring + y % Self.window * 4 * columns
                        Self.filterRow(first, into: slot, columns)
                        Self.filterRow(second, into: slot + columns, columns)
                        Self.filterRow(energy, into: slot + 2 * columns, columns)
                        Self.filterRow(product, into: slot + 3 * columns, columns)
                        if y < Self.window - 1 { continue }
                        Self.filterColumns(ring, newest: y, into: filtered, 4 * columns)
                        add(filtered, columns)
                    }
                }
            }
        }
        structural /= Double(columns * rows)
        contrast /= Double(columns * rows)
    }

    /// `output[x]` is the weighted sum of `input[x...x + 10]`.
    private static func filterRow(
        _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let (w0, w1, w2) = (weights[0], weights[1], weights[2])
        let (w3, w4, w5) = (weights[3], weights[4], weights[5])
        for x in 0..<count {
            let inner = w0 * input[x + 5] + w1 * (input[x + 4] + input[x + 6])
            let middle = w2 * (input[x + 3] + input[x + 7]) + w3 * (input[x + 2] + input[x + 8])
            let outer = w4 * (input[x + 1] + input[x + 9]) + w5 * (input[x] + input[x + 10])
            output[x] = inner + middle + outer
        }
    }

    /// The weighted sum of the eleven rows of the ring, the last of which is row `newest`.
    private static func filterColumns(
        _ ring: UnsafePointer<Float>, newest: Int, into output: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        let (w0, w1, w2) = (weights[0], weights[1], weights[2])
        let (w3, w4, w5) = (weights[3], weights[4], weights[5])
        /// The row that is `age` older than the newest.
        func row(_ age: Int) -> UnsafePointer<Float> { ring + (newest - age) % window * count }
        let (r0, r1, r2, r3, r4, r5) = (row(0), row(1), row(2), row(3), row(4), row(5))
        let (r6, r7, r8, r9, r10) = (row(6), row(7), row(8), row(9), row(10))
        for x in 0..<count {
            let inner = w0 * r5[x] + w1 * (r4[x] + r6[x])
            let middle = w2 * (r3[x] + r7[x]) + w3 * (r2[x] + r8[x])
            let outer = w4 * (r1[x] + r9[x]) + w5 * (r0[x] + r10[x])
            output[x] = inner + middle + outer
        }
    }

    /// Adds a row of windows, whose four signals stand one after the other.
    private mutating func add(_ signals: UnsafeMutablePointer<Float>, _ count: Int) {
        let c1: Float = 0.01 * 0.01 * 255 * 255
        let c2: Float = 0.03 * 0.03 * 255 * 255
        let (a, b) = (signals, signals + count)
        let (energy, product) = (signals + 2 * count, signals + 3 * count)
        // In place, so that this loop has no sums and the compiler can take several at a time.
        for x in 0..<count {
            let variances = energy[x] - a[x] * a[x] - b[x] * b[x]
            let covariance = product[x] - a[x] * b[x]
            let (m1, m2) = (a[x] + FloatPlane.offset, b[x] + FloatPlane.offset)
            let contrast = (2 * covariance + c2) / (variances + c2)
            energy[x] = contrast
            product[x] = contrast * (2 * m1 * m2 + c1) / (m1 * m1 + m2 * m2 + c1)
        }
        for x in 0..<count {
            contrast += Double(energy[x])
            structural += Double(product[x])
        }
    }
}
