import Foundation
import Testing

@testable import CWCMetrics

/// The parts of SSIMULACRA2 and Butteraugli that have a meaning of their own.
@Suite struct FilterTests {
    @Test func elementaryFunctions() {
        for step in 0..<2000 {
            let x = Float(exp(Double(step) / 100 - 8))
            #expect(abs(fastCubeRoot(x) / cbrt(x) - 1) < 3e-7)
            #expect(abs(fastLog2(x) - log2(x)) < 3e-7 * max(1, abs(log2(x))))
        }
    }

    /// Its sum is 1 and its variance σ², as of a Gaussian.
    @Test func recursiveGaussianHasTheMomentsOfAGaussian() {
        let gaussian = RecursiveGaussian(sigma: 1.5)
        #expect(gaussian.radius == 5 && gaussian.weights.radius == 4)
        let weights = gaussian.weights.weights.map(Double.init)
        let sum = weights[0] + 2 * weights[1...].reduce(0, +)
        let moments = (1...4).map { distance in weights[distance] * Double(distance * distance) }
        let variance = 2 * moments.reduce(0, +)
        #expect(abs(sum - 1) < 1e-6 && abs(variance - 2.25) < 1e-5)
    }

    /// An impulse comes out as the weights, then nothing.
    @Test func recursionAndWeightsAreOneFilter() {
        let gaussian = RecursiveGaussian(sigma: 1.5)
        let columns = RecursiveGaussian.Columns(count: 1)
        let input = Plane(width: 1, height: 30, margin: 10)
        input.row(0)[0] = 1
        let output = Plane(width: 1, height: 30)
        for y in 0..<30 {
            gaussian.step(
                columns, entering: input.row(y), leaving: input.row(y - 2 * gaussian.radius),
                into: output.row(y))
            let distance = abs(y - gaussian.radius + 1)
            let weight = distance < 5 ? gaussian.weights.weights[distance] : 0
            #expect(abs(output.row(y)[0] - weight) < 1e-6)
        }
    }

    /// A blur keeps an even plane even, up to the border.
    @Test(arguments: [
        (1.2, ButteraugliBlur.Border.mirrored), (2.7, .renormalized), (7.2, .renormalized),
    ])
    func blurKeepsEvenPlanes(sigma: Double, border: ButteraugliBlur.Border) {
        let plane = Plane(width: 11, height: 23)
        for y in 0..<23 { plane.row(y).update(repeating: 3, count: 11) }
        ButteraugliBlur(width: 11, height: 23)(plane, sigma: sigma, border: border, into: plane)
        for y in 0..<23 {
            for x in 0..<11 { #expect(abs(plane.row(y)[x] - 3) < 1e-5) }
        }
    }

    /// A vertical line of nine pixels excites the line along it most.
    @Test(arguments: [(LineSums.dense, 9), (.sparse, 5)])
    func linesAreSeen(lines: LineSums, count: Int) {
        let differences = Plane(width: 9, height: 9, margin: LineSums.reach)
        for y in 0..<9 { differences.row(y)[4] = 1 }
        let sums = Plane(width: 9, height: 9)
        lines.addSquares(of: differences, to: sums)
        let along = Float(count * count)
        // The line itself, and what crosses it in one pixel or more.
        #expect(sums.row(4)[4] >= along + 15 && sums.row(4)[4] < 2 * along + 60)
        let transposed = Plane(width: 9, height: 9, margin: LineSums.reach)
        for x in 0..<9 { transposed.row(4)[x] = 1 }
        let others = Plane(width: 9, height: 9)
        lines.addSquares(of: transposed, to: others)
        for y in 0..<9 {
            for x in 0..<9 { #expect(sums.row(y)[x] == others.row(x)[y]) }
        }
    }

    @Test func halvingRepeatsTheLastPixels() {
        let row = Plane(width: 5, height: 2)
        for x in 0..<5 { (row.row(0)[x], row.row(1)[x]) = (Float(x), Float(x + 2)) }
        let half = Plane(width: 3, height: 1)
        halveRows(row.row(0), row.row(1), 5, into: half.row(0))
        #expect((0..<3).map { half.row(0)[$0] } == [1.5, 3.5, 5])
    }
}
