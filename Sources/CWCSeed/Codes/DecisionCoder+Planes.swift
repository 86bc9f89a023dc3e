import CWCBitstream

extension DecisionCoder {
    /// Codes the bits that a map keeps: plane after plane, each in raster order over the positions
    /// that keep it, every bit under the counter of its context. Spec seed §5.3.2.
    mutating func code(
        _ stack: inout PlaneStack, keptBy map: SeedImportanceMap, contexts: ContextModel
    ) throws(Failure) {
        let geometry = map.geometry
        precondition(contexts.planes.count == geometry.planes, "contexts of another model")
        for (index, plane) in contexts.planes.enumerated() {
            let pass = PlanePass(
                width: geometry.width,
                // A position keeps the plane if its level is this or higher.
                leastLevel: UInt8(index / (geometry.planes / geometry.levels)),
                rowStarts: (0..<geometry.height).map { stack.index(plane: index, row: $0) },
                distances: plane.neighbours.map(stack.distance))
            var counters = plane.probabilities.map { Counter($0, seen: contexts.seen) }
            pass.run(&self, levels: map.levels, bits: &stack.bits, counters: &counters)
            try check()
        }
    }
}

/// One plane on its way through the coder.
private struct PlanePass {
    let width: Int
    let leastLevel: UInt8
    /// The first bit of each row, from the top.
    let rowStarts: [Int]
    /// From a bit to each of its neighbours.
    let distances: [Int]

    /// Codes the plane's bits in place.
    @inline(__always)
    func run<Coder: DecisionCoder>(
        _ coder: inout Coder, levels: [UInt8], bits: inout [UInt8], counters: inout [Counter]
    ) {
        guard let top = rowStarts.first, let bottom = rowStarts.last else { return }
        // All levels and bits that the loops below look at.
        precondition(
            levels.count == rowStarts.count * width
                && top + min(0, distances.min() ?? 0) >= 0
                && bottom + width + max(0, distances.max() ?? 0) <= bits.count)
        let (levels, distances) = (levels.span, distances.span)
        // A local coder stays in registers.
        var local = coder
        var bits = bits.mutableSpan
        var counters = counters.mutableSpan
        for (row, start) in rowStarts.enumerated() {
            for column in 0..<width
            where unsafe levels[unchecked: row &* width &+ column] >= leastLevel {
                let index = start &+ column
                var context = 0
                for place in distances.indices {
                    let bit = unsafe bits[unchecked: index &+ distances[place]]
                    context = context &<< 1 | Int(bit)
                }
                unsafe bits[unchecked: index] = local.code(
                    bits[unchecked: index], &counters[context])
            }
        }
        coder = local
    }
}
