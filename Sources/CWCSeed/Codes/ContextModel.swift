import CWCBitstream

/// The context model of a range-coded payload: which bits coded before condition a code bit, and
/// the probability that they give it. Spec seed §5.3.2.
public struct ContextModel: Hashable, Sendable {
    /// A bit that is coded before the one in question.
    public struct Neighbour: Hashable, Sendable {
        /// How many planes before; 0 for the same plane.
        public var planesBefore: Int
        /// Rows further down, negative above.
        public var rows: Int
        /// Columns further right, negative to the left.
        public var columns: Int

        /// Makes a neighbour from its distances.
        public init(planesBefore: Int = 0, rows: Int = 0, columns: Int = 0) {
            self.planesBefore = planesBefore
            self.rows = rows
            self.columns = columns
        }

        /// Whether the bit is near enough, and known before one of plane `plane` is coded.
        public func isLegal(plane: Int) -> Bool {
            let isNear =
                rows.magnitude <= ContextModel.reach && columns.magnitude <= ContextModel.reach
            let isBefore = planesBefore > 0 || rows < 0 || rows == 0 && columns < 0
            return isNear && isBefore && (0...plane).contains(planesBefore)
        }
    }

    /// The contexts of a plane's bits.
    public struct Plane: Hashable, Sendable {
        /// The bits that make the context; the first is the highest bit of its number.
        public var neighbours: [Neighbour]
        /// For each context the probability of 1 to begin with, in units of 2⁻¹⁶.
        public var probabilities: [UInt16]

        /// Makes a plane from its parts; `ContextModel` checks them.
        public init(neighbours: [Neighbour], probabilities: [UInt16]) {
            self.neighbours = neighbours
            self.probabilities = probabilities
        }
    }

    /// The planes, in the order in which they are coded.
    public let planes: [Plane]
    /// How many decisions every counter counts as seen at the start, 0...7: how far the
    /// probabilities are to be trusted.
    public let seen: UInt8

    /// How far a neighbour can be away, in rows and in columns.
    public static let reach = 2
    /// The most neighbours that a plane can have.
    public static let mostNeighbours = 12
    /// The most decisions that counters can count as seen.
    public static let mostSeen = Counter.mostSeen

    /// Makes a model from its planes.
    ///
    /// - Precondition: There are no more neighbours than `mostNeighbours`, all legal, and 2 to the
    ///   power of their number probabilities, within `RangeCoder.counted`; `seen` is at most
    ///   `mostSeen`.
    public init(planes: [Plane], seen: UInt8) {
        precondition(seen <= Self.mostSeen, "seen")
        for (index, plane) in planes.enumerated() {
            precondition(plane.neighbours.count <= Self.mostNeighbours, "too many neighbours")
            precondition(
                plane.neighbours.allSatisfy { $0.isLegal(plane: index) }, "a neighbour is unknown")
            precondition(
                plane.probabilities.count == 1 << plane.neighbours.count, "number of contexts")
            precondition(
                plane.probabilities.allSatisfy { RangeCoder.counted.contains(UInt32($0)) },
                "a probability is out of range")
        }
        self.planes = planes
        self.seen = seen
    }

    /// What a file is coded with whose model has no contexts of its own: four neighbours, and
    /// nothing expected. Spec seed §5.3.2.
    public static func plain(planes: Int) -> ContextModel {
        ContextModel(
            planes: (0..<planes).map { plane in
                let neighbours = [
                    Neighbour(columns: -1), Neighbour(rows: -1), Neighbour(planesBefore: 1),
                    Neighbour(planesBefore: 2),
                ].filter { $0.isLegal(plane: plane) }
                return Plane(
                    neighbours: neighbours,
                    probabilities: [UInt16](repeating: 1 << 15, count: 1 << neighbours.count))
            }, seen: 0)
    }
}
