/// The blurs of Butteraugli: Gaussians that end at 2.25 σ, along rows, then along columns.
struct ButteraugliBlur {
    /// What is beyond the border of a picture.
    enum Border {
        /// Nothing: the weights of what is there are scaled to sum to 1.
        case renormalized
        /// The picture again, mirrored at its edge.
        case mirrored
    }

    private let temporary: Plane
    /// A row to filter and what is beyond its ends.
    private let line: Plane
    private let zeros: Plane

    /// Room for blurs of planes of one size.
    init(width: Int, height: Int) {
        temporary = Plane(width: width, height: height)
        line = Plane(width: width, height: 1, margin: 16)
        zeros = Plane(width: width, height: 1)
    }

    /// Blurs a plane.
    ///
    /// - Precondition: σ is at most 7.5; a mirrored plane has 3 pixels a side or more.
    func callAsFunction(
        _ input: Plane, sigma: Double, border: Border = .renormalized, into output: Plane
    ) {
        let kernel = SymmetricKernel(gaussian: sigma)
        precondition(kernel.radius <= line.margin)
        filterRows(input, kernel, border)
        filterColumns(kernel, border, into: output)
    }

    private func filterRows(_ input: Plane, _ kernel: SymmetricKernel, _ border: Border) {
        let (width, line) = (input.width, line.row(0))
        let beyond = -kernel.radius..<0
        for x in beyond { (line[x], line[width - 1 - x]) = (0, 0) }
        for y in 0..<input.height {
            line.update(from: input.row(y), count: width)
            if border == .mirrored {
                for x in beyond {
                    (line[x], line[width - 1 - x]) = (line[-1 - x], line[width + x])
                }
            }
            let output = temporary.row(y)
            kernel.filter(into: output, count: width) { UnsafePointer(line + $0) }
            guard border == .renormalized else { continue }
            for x in 0..<min(kernel.radius, width) {
                output[x] *= kernel.renormalization(at: x, of: width)
            }
            for x in max(kernel.radius, width - kernel.radius)..<max(kernel.radius, width) {
                output[x] *= kernel.renormalization(at: x, of: width)
            }
        }
    }

    private func filterColumns(
        _ kernel: SymmetricKernel, _ border: Border, into output: Plane
    ) {
        let (width, height, zeros) = (output.width, output.height, zeros.row(0))
        for y in 0..<height {
            let row = output.row(y)
            kernel.filter(into: row, count: width) { distance in
                let other = y + distance
                if other >= 0, other < height { return UnsafePointer(temporary.row(other)) }
                guard border == .mirrored else { return UnsafePointer(zeros) }
                return UnsafePointer(temporary.row(other < 0 ? -1 - other : 2 * height - 1 - other))
            }
            guard border == .renormalized, y < kernel.radius || y >= height - kernel.radius
            else { continue }
            let factor = kernel.renormalization(at: y, of: height)
            for x in 0..<width { row[x] *= factor }
        }
    }
}

extension SymmetricKernel {
    /// One over the sum of the weights that fall on samples 0 ..< `count` when the middle is at
    /// `position`.
    fileprivate func renormalization(at position: Int, of count: Int) -> Float {
        let reached = max(-radius, -position)...min(radius, count - 1 - position)
        return 1 / reached.reduce(0) { $0 + weights[abs($1)] }
    }
}
