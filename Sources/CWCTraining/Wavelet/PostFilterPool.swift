import CWCTorch

/// Coded crops for the post-filter to learn from more than once, since coding them takes longer than
/// a step: the newest replace the oldest, and each step takes some at random.
struct PostFilterPool {
    private var crops: [PostFilterExamples] = []
    private var oldest = 0

    /// Crops that are kept.
    private let capacity: Int

    /// A pool without crops.
    init(capacity: Int) { self.capacity = capacity }

    /// Too few to choose among.
    func isFresh(_ batchSize: Int) -> Bool { crops.count < min(capacity, 16 * batchSize) }

    /// Adds crops; those of another size go.
    mutating func add(_ examples: PostFilterExamples) throws(TorchError) {
        if crops.first.map({ $0.decoded.shape[2...] != examples.decoded.shape[2...] }) ?? false {
            crops = []
            oldest = 0
        }
        for index in 0..<examples.decoded.shape[0] {
            let crop = try examples.picture(index)
            if crops.count < capacity {
                crops.append(crop)
            } else {
                crops[oldest] = crop
                oldest = (oldest + 1) % capacity
            }
        }
    }

    /// Some of the crops, all of one size.
    func draw(
        _ count: Int, using random: inout TrainingRandom
    ) throws(TorchError) -> PostFilterExamples {
        let drawn = (0..<count).map { _ in crops[Int.random(in: crops.indices, using: &random)] }
        return try PostFilterExamples(joining: drawn)
    }
}
