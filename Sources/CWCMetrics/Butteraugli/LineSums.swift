/// Sums of differences along short lines in sixteen directions, called Malta in libjxl.
///
/// The eye has detectors for edges: errors that lie on a line are seen where the same errors,
/// scattered, are not. Of each line the sum is squared, and the squares of all lines through a
/// pixel are added up. Lines are the same on both sides of the pixel.
enum LineSums {
    /// Of nine or seven pixels without a gap, for the highest frequencies.
    case dense
    /// Of five pixels that lie apart, for lower ones.
    case sparse

    /// How far lines reach.
    static let reach = 4

    /// What differences are multiplied with: it is set against the length of the lines.
    var scale: Double { (self == .dense ? 0.39905817637 : 0.611612573796) / (2 * 3.75 + 1) }

    /// Adds the sum over all lines, squared, at each pixel.
    ///
    /// - Precondition: Around the differences there is a margin of zeros as wide as ``reach``.
    func addSquares(of differences: Plane, to sums: Plane) {
        for y in 0..<sums.height {
            let rows = Rows(plane: differences, y: y)
            switch self {
            case .dense: rows.addDense(to: sums.row(y), count: sums.width)
            case .sparse: rows.addSparse(to: sums.row(y), count: sums.width)
            }
        }
    }
}

/// A row and those above and below it.
private struct Rows {
    let plane: Plane
    let y: Int

    private func row(_ distance: Int) -> UnsafePointer<Float> {
        UnsafePointer(plane.row(y + distance))
    }

    /// The two pixels at a distance and opposite to it.
    @inline(__always)
    private func pair(
        _ above: UnsafePointer<Float>, _ below: UnsafePointer<Float>, _ x: Int, _ dx: Int
    ) -> Float {
        above[x - dx] + below[x + dx]
    }

    func addDense(to sums: UnsafeMutablePointer<Float>, count: Int) {
        let (middle, above1, above2, above3, above4) = (row(0), row(-1), row(-2), row(-3), row(-4))
        let (below1, below2, below3, below4) = (row(1), row(2), row(3), row(4))
        for x in 0..<count {
            let center = middle[x]
            @inline(__always) func p0(_ dx: Int) -> Float { pair(middle, middle, x, dx) }
            @inline(__always) func p1(_ dx: Int) -> Float { pair(above1, below1, x, dx) }
            @inline(__always) func p2(_ dx: Int) -> Float { pair(above2, below2, x, dx) }
            @inline(__always) func p3(_ dx: Int) -> Float { pair(above3, below3, x, dx) }
            @inline(__always) func p4(_ dx: Int) -> Float { pair(above4, below4, x, dx) }
            @inline(__always) func squared(_ line: Float) -> Float {
                (center + line) * (center + line)
            }
            // Along the axes and the diagonals.
            var sum = squared(p0(1) + p0(2) + p0(3) + p0(4))
            sum += squared(p1(0) + p2(0) + p3(0) + p4(0))
            sum += squared(p1(1) + p2(2) + p3(3))
            sum += squared(p1(-1) + p2(-2) + p3(-3))
            // Next to the axes. These lines count twice.
            sum += 2 * squared(p1(0) + p2(-1) + p3(-1) + p4(-1))
            sum += 2 * squared(p1(0) + p2(1) + p3(1) + p4(1))
            sum += 2 * squared(p0(1) + p1(2) + p1(3) + p1(4))
            sum += 2 * squared(p0(1) + p1(-2) + p1(-3) + p1(-4))
            // Between them.
            sum += squared(p1(1) + p2(1) + p3(2))
            sum += squared(p1(-1) + p2(-1) + p3(-2))
            sum += squared(p1(1) + p1(2) + p2(3))
            sum += squared(p1(-1) + p1(-2) + p2(-3))
            sums[x] += sum
        }
    }

    func addSparse(to sums: UnsafeMutablePointer<Float>, count: Int) {
        let (middle, above1, above2, above3, above4) = (row(0), row(-1), row(-2), row(-3), row(-4))
        let (below1, below2, below3, below4) = (row(1), row(2), row(3), row(4))
        for x in 0..<count {
            let center = middle[x]
            @inline(__always) func p0(_ dx: Int) -> Float { pair(middle, middle, x, dx) }
            @inline(__always) func p1(_ dx: Int) -> Float { pair(above1, below1, x, dx) }
            @inline(__always) func p2(_ dx: Int) -> Float { pair(above2, below2, x, dx) }
            @inline(__always) func p3(_ dx: Int) -> Float { pair(above3, below3, x, dx) }
            @inline(__always) func p4(_ dx: Int) -> Float { pair(above4, below4, x, dx) }
            @inline(__always) func squared(_ line: Float) -> Float {
                (center + line) * (center + line)
            }
            var sum = squared(p0(2) + p0(4))
            sum += squared(p2(0) + p4(0))
            sum += squared(p2(2) + p3(3))
            sum += squared(p2(-2) + p3(-3))
            sum += squared(p2(1) + p4(1))
            sum += squared(p2(-1) + p4(-1))
            sum += squared(p1(2) + p1(4))
            sum += squared(p1(-2) + p1(-4))
            sum += squared(p2(1) + p3(2))
            sum += squared(p2(-1) + p3(-2))
            sum += squared(p1(2) + p2(3))
            sum += squared(p1(-2) + p2(-3))
            sum += squared(p1(2) + p2(4))
            sum += squared(p1(-2) + p2(-4))
            sum += squared(p2(1) + p4(2))
            sum += squared(p2(-1) + p4(-2))
            sums[x] += sum
        }
    }
}
