public import CWCSeed

/// Learns contexts by counting: for each plane the neighbours that tell most about its bits, one
/// after the other, and how often each context is followed by a 1. Spec seed §6.7.
public struct ContextTraining {
    private let pictures: [CodedPicture]
    private let planes: Int
    private let mostNeighbours: Int

    /// Learns from `pictures`, all of one model.
    ///
    /// - Parameters:
    ///   - pictures: What to learn from.
    ///   - mostNeighbours: Of a plane; each one more doubles its table.
    /// - Precondition: There is a picture, and `mostNeighbours` is at most
    ///   `ContextModel.mostNeighbours`.
    public init(_ pictures: [CodedPicture], mostNeighbours: Int = 8) {
        precondition(!pictures.isEmpty, "nothing to learn from")
        precondition(mostNeighbours <= ContextModel.mostNeighbours, "too many neighbours")
        self.pictures = pictures
        planes = pictures[0].map.geometry.planes
        self.mostNeighbours = mostNeighbours
    }

    /// The contexts that serve best, with counters that count `seen` decisions as seen.
    public func contexts(seen: UInt8 = ContextModel.mostSeen) -> ContextModel {
        ContextModel(planes: (0..<planes).map(contexts(ofPlane:)), seen: seen)
    }

    /// Neighbours that are tried: six of the same plane, the same position in all planes before, and
    /// what is still ahead in the nearest of these.
    static func candidates(plane: Int) -> [ContextModel.Neighbour] {
        let same = [(0, -1), (-1, 0), (-1, -1), (-1, 1), (0, -2), (-2, 0)].map {
            ContextModel.Neighbour(rows: $0, columns: $1)
        }
        let before = (0..<plane).map { ContextModel.Neighbour(planesBefore: $0 + 1) }
        let ahead = (0..<min(plane, 4)).flatMap {
            [
                ContextModel.Neighbour(planesBefore: $0 + 1, columns: 1),
                ContextModel.Neighbour(planesBefore: $0 + 1, rows: 1),
            ]
        }
        return same + before + ahead
    }

    /// Candidates that are tried on everything, and one in how many bits the others are left out by.
    private static let shortlistSize = 32
    private static let sampleStep = 8

    /// The candidates that tell most when each stands alone, by a sample of the bits: with
    /// hundreds of planes there are too many to try each in every company.
    private func shortlist(plane: Int) -> [ContextModel.Neighbour] {
        let candidates = Self.candidates(plane: plane)
        guard candidates.count > Self.shortlistSize else { return candidates }
        let labels = column(ContextModel.Neighbour(), plane: plane, every: Self.sampleStep)
        let contexts = [UInt16](repeating: 0, count: labels.count)
        let costs = candidates.map { candidate in
            let bits = column(candidate, plane: plane, every: Self.sampleStep)
            return ContextCounts(contexts, split: bits, labels, contextCount: 2).bits
        }
        return candidates.indices.sorted { costs[$0] < costs[$1] }.prefix(Self.shortlistSize)
            .map { candidates[$0] }
    }

    private func contexts(ofPlane plane: Int) -> ContextModel.Plane {
        let labels = column(ContextModel.Neighbour(), plane: plane)
        var candidates = shortlist(plane: plane).map {
            (neighbour: $0, bits: column($0, plane: plane))
        }
        var contexts = [UInt16](repeating: 0, count: labels.count)
        var chosen: [ContextModel.Neighbour] = []
        var counts = ContextCounts(contexts, labels, contextCount: 1)
        while chosen.count < mostNeighbours {
            let trials = candidates.map {
                ContextCounts(
                    contexts, split: $0.bits, labels, contextCount: 2 << chosen.count)
            }
            // Less than a thousandth is not worth a table twice as large.
            guard let best = trials.indices.min(by: { trials[$0].bits < trials[$1].bits }),
                trials[best].bits < 0.999 * counts.bits
            else { break }
            counts = trials[best]
            let (neighbour, bits) = candidates.remove(at: best)
            chosen.append(neighbour)
            for index in contexts.indices {
                contexts[index] = contexts[index] << 1 | UInt16(bits[index])
            }
        }
        return ContextModel.Plane(neighbours: chosen, probabilities: counts.probabilities)
    }

    /// A neighbour's bit for every bit of the plane that is kept, in all pictures, or for one in
    /// `every` of them.
    private func column(
        _ neighbour: ContextModel.Neighbour, plane: Int, every step: Int = 1
    ) -> [UInt8] {
        var result: [UInt8] = []
        var rest = 1
        for picture in pictures {
            let geometry = picture.map.geometry
            for row in 0..<geometry.height {
                for column in 0..<geometry.width
                where geometry.kept(picture.map.levels[row * geometry.width + column]) > plane {
                    rest -= 1
                    guard rest == 0 else { continue }
                    rest = step
                    result.append(
                        picture.bit(neighbour, plane: plane, row: row, column: column))
                }
            }
        }
        return result
    }
}

/// How often a 0 and a 1 followed each context.
private struct ContextCounts {
    /// Twice as many as there are contexts: for 0 and for 1.
    private var counts: [Int32]

    /// Counts contexts as they are.
    init(_ contexts: [UInt16], _ labels: [UInt8], contextCount: Int) {
        counts = [Int32](repeating: 0, count: 2 * contextCount)
        for (context, label) in zip(contexts, labels) {
            counts[Int(context) << 1 | Int(label)] += 1
        }
    }

    /// Counts contexts with one bit more.
    init(_ contexts: [UInt16], split: [UInt8], _ labels: [UInt8], contextCount: Int) {
        var counts = [Int32](repeating: 0, count: 2 * contextCount)
        counts.withUnsafeMutableBufferPointer { counts in
            for index in labels.indices {
                let context = Int(contexts[index]) << 1 | Int(split[index])
                counts[context << 1 | Int(labels[index])] &+= 1
            }
        }
        self.counts = counts
    }

    /// The probability of 1 in each context. A context that never was says nothing; few cases say
    /// little (Krichevsky and Trofimov's estimate).
    private var estimates: [Double] {
        stride(from: 0, to: counts.count, by: 2).map { index in
            let zeros = Double(counts[index])
            let ones = Double(counts[index + 1])
            return (ones + 0.5) / (zeros + ones + 1)
        }
    }

    /// Bits that coding takes with the estimates.
    var bits: Double {
        estimates.enumerated().reduce(0) { sum, entry in
            let (index, p) = entry
            let zeros = Double(counts[2 * index])
            let ones = Double(counts[2 * index + 1])
            return sum - zeros * logarithm2(1 - p) - ones * logarithm2(p)
        }
    }

    /// The estimates as a model file has them.
    var probabilities: [UInt16] {
        estimates.map { UInt16(min(max(($0 * 65536).rounded(), 32), 65504)) }
    }
}
