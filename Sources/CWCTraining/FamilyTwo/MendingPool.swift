internal import CWCTorch

/// Pictures as mending sees them, and what they should become.
struct MendingExamples {
    /// The decoded pictures, RGB − 128, `[N, 3, H, W]`, and the originals.
    let decoded: Tensor
    let original: Tensor
    /// The quality of each block of 4 × 4 pixels, `[N, 1, H/4, W/4]`.
    let quality: Tensor
    /// The quantization step at each pixel in grey levels, `[N, 1, H, W]`.
    let step: Tensor

    fileprivate func picture(_ index: Int) throws(TorchError) -> MendingExamples {
        func part(_ tensor: Tensor) throws(TorchError) -> Tensor {
            // A copy of its own: the pool keeps some pictures of a batch longer than others.
            try tensor.narrowed(0, from: index, count: 1) * 1
        }
        return MendingExamples(
            decoded: try part(decoded), original: try part(original), quality: try part(quality),
            step: try part(step))
    }

    fileprivate init(joining examples: [MendingExamples]) throws(TorchError) {
        func all(_ tensor: (MendingExamples) -> Tensor) throws(TorchError) -> Tensor {
            try tensor(examples[0]).concatenated(examples.dropFirst().map(tensor), over: 0)
        }
        decoded = try all(\.decoded)
        original = try all(\.original)
        quality = try all(\.quality)
        step = try all(\.step)
    }

    init(decoded: Tensor, original: Tensor, quality: Tensor, step: Tensor) {
        self.decoded = decoded
        self.original = original
        self.quality = quality
        self.step = step
    }
}

/// Coded crops for mending to learn from more than once, since coding them takes longer than a step:
/// the newest replace the oldest, and each step takes some at random.
struct MendingPool {
    private var crops: [MendingExamples] = []
    private var oldest = 0

    /// Crops that are kept: 1.9 MB each with 256 pixels a side.
    private static let capacity = 512

    /// Too few to choose among.
    func isFresh(_ batchSize: Int) -> Bool { crops.count < min(Self.capacity, 16 * batchSize) }

    /// Adds crops; those of another size go.
    mutating func add(_ examples: MendingExamples) throws(TorchError) {
        if crops.first.map({ $0.decoded.shape[2...] != examples.decoded.shape[2...] }) ?? false {
            self = MendingPool()
        }
        for index in 0..<examples.decoded.shape[0] {
            let crop = try examples.picture(index)
            if crops.count < Self.capacity {
                crops.append(crop)
            } else {
                crops[oldest] = crop
                oldest = (oldest + 1) % Self.capacity
            }
        }
    }

    /// Some of the crops, all of one size.
    func draw(
        _ count: Int, using random: inout TrainingRandom
    ) throws(TorchError)
        -> MendingExamples
    {
        let drawn = (0..<count).map { _ in crops[Int.random(in: crops.indices, using: &random)] }
        return try MendingExamples(joining: drawn)
    }
}
