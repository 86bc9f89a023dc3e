/// Watches a loss, and says when an optimizer has made it rise for long.
///
/// Rising means that the running mean of the loss lies above the lowest that it ever had by more
/// than the loss scatters around it, at every one of `patience` steps in a row. Both are measured,
/// so that it needs no scale and takes losses of any sign.
public struct LossGuard: Hashable, Sendable {
    /// Steps in a row after which it gives up.
    public let patience: Int
    /// Running mean of the loss; nil before the first.
    public private(set) var mean: Double?
    /// The lowest running mean so far.
    public private(set) var lowest = Double.infinity
    /// Running mean of the loss's distance from its mean.
    public private(set) var scatter = 0.0
    /// Steps in a row at which the mean was above its lowest.
    public private(set) var risenSteps = 0
    /// Whether it has given up: for good.
    public private(set) var hasGivenUp = false

    /// How much of the running means is kept at each step.
    private static let memory = 0.9
    /// How many scatters above its lowest a mean has risen.
    private static let margin = 2.0

    /// A guard that has seen no loss.
    public init(patience: Int) { self.patience = patience }

    /// Takes the loss of a step.
    ///
    /// - Returns: Whether it gives up now.
    public mutating func observe(_ loss: Double) -> Bool {
        guard !hasGivenUp else { return false }
        guard loss.isFinite else {
            hasGivenUp = true
            return true
        }
        let old = mean ?? loss
        let new = Self.memory * old + (1 - Self.memory) * loss
        scatter = Self.memory * scatter + (1 - Self.memory) * (loss - old).magnitude
        mean = new
        lowest = min(lowest, new)
        risenSteps = new > lowest + Self.margin * scatter ? risenSteps + 1 : 0
        hasGivenUp = risenSteps >= patience
        return hasGivenUp
    }
}

extension LossGuard {
    /// The state as text, for checkpoints.
    var note: String {
        [mean.map { "\($0)" } ?? "-", "\(lowest)", "\(scatter)", "\(risenSteps)", "\(hasGivenUp)"]
            .joined(separator: " ")
    }

    /// Continues from a ``note``; nil when it is none.
    init?(patience: Int, note: String) {
        let fields = note.split(separator: " ").map(String.init)
        guard fields.count == 5, let lowest = Double(fields[1]), let scatter = Double(fields[2]),
            let risenSteps = Int(fields[3]), let hasGivenUp = Bool(fields[4])
        else { return nil }
        self.init(patience: patience)
        mean = Double(fields[0])
        (self.lowest, self.scatter) = (lowest, scatter)
        (self.risenSteps, self.hasGivenUp) = (risenSteps, hasGivenUp)
    }
}
