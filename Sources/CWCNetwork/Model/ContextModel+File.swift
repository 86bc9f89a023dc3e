import CWCBitstream
import CWCCodes
import CWCContainer

extension PayloadReader {
    /// Reads the section of contexts of a model of `planes` planes. Spec model §4.9.
    mutating func readContexts(planes: Int) throws(FormatError) -> ContextModel {
        section = "model §4.9"
        let seen = try readByte("seen")
        guard seen <= ContextModel.mostSeen else { throw fail(.badValue, "seen is \(seen)") }
        var result: [ContextModel.Plane] = []
        for plane in 0..<planes { result.append(try readContexts(ofPlane: plane)) }
        return ContextModel(planes: result, seen: seen)
    }

    private mutating func readContexts(
        ofPlane plane: Int
    ) throws(FormatError) -> ContextModel.Plane {
        let count = try readCount("neighbour_count", 0...ContextModel.mostNeighbours)
        var neighbours: [ContextModel.Neighbour] = []
        for _ in 0..<count {
            let neighbour = ContextModel.Neighbour(
                planesBefore: try readCount("planes_before", 0...NetworkLimits.channels),
                rows: Int(Int8(bitPattern: try readByte("rows"))),
                columns: Int(Int8(bitPattern: try readByte("columns"))))
            guard neighbour.isLegal(plane: plane) else {
                throw fail(.badValue, "a neighbour of plane \(plane) is too far or not yet known")
            }
            neighbours.append(neighbour)
        }
        let probabilities: [UInt16] = try readIntegers("probabilities", 1 << count)
        guard
            probabilities.allSatisfy({ RangeCoder.counted.contains(UInt32($0)) })
        else { throw fail(.badValue, "a probability of plane \(plane) is out of range") }
        return ContextModel.Plane(neighbours: neighbours, probabilities: probabilities)
    }
}

extension ByteWriter {
    /// Writes what `readContexts` reads.
    mutating func write(_ contexts: ContextModel) {
        write(contexts.seen)
        for plane in contexts.planes {
            writeVarint(UInt32(plane.neighbours.count))
            for neighbour in plane.neighbours {
                writeVarint(UInt32(neighbour.planesBefore))
                // Distances are at most `ContextModel.reach`.
                write(UInt8(bitPattern: Int8(neighbour.rows)))
                write(UInt8(bitPattern: Int8(neighbour.columns)))
            }
            for probability in plane.probabilities { write(probability) }
        }
    }
}
