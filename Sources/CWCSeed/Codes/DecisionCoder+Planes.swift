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
            stack.withBits { bits in
                map.levels.withUnsafeBufferPointer { levels in
                    counters.withUnsafeMutableBufferPointer { counters in
                        pass.run(&self, levels: levels, bits: bits, counters: counters)
                    }
                }
            }
            try check()
        }
    }
}

/// One plane on its way through the coder.
private struct PlanePass {
    let width: Int
    let leastLevel: UInt8
    let rowStarts: [Int]
    /// From a bit to each of its neighbours.
    let distances: [Int]

    /// Codes the plane's bits in place.
    @inline(__always)
    func run<Coder: DecisionCoder>(
        _ coder: inout Coder, levels: UnsafeBufferPointer<UInt8>,
        bits: UnsafeMutableBufferPointer<UInt8>, counters: UnsafeMutableBufferPointer<Counter>
    ) {
        distances.withUnsafeBufferPointer { distances in
            for (row, start) in rowStarts.enumerated() {
                for column in 0..<width where levels[row &* width &+ column] >= leastLevel {
                    let index = start &+ column
                    var context = 0
                    for distance in distances {
                        context = context &<< 1 | Int(bits[index &+ distance])
                    }
                    bits[index] = coder.code(bits[index], &counters[context])
                }
            }
        }
    }
}
