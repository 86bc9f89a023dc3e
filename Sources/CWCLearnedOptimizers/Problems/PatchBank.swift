public import CWCTorch
public import CWCTraining

/// Crops of photographs, drawn once, from which batches are picked; and others, of other
/// photographs, to test on.
public struct PatchBank {
    /// Side in pixels.
    public let side: Int
    /// Channels: 3, or 1 for grey, the mean of the three.
    public let channels: Int
    /// `[crops, channels·side·side]`, scaled to −1…1.
    let training: Tensor
    let test: Tensor

    /// - Parameters:
    ///   - pictures: Every eighth, from the first on, is kept for testing.
    ///   - side: Side of a crop in pixels.
    ///   - channels: 1 or 3.
    ///   - trainingCount: Crops to pick batches from.
    ///   - testCount: Crops to test on.
    ///   - seed: Of the crops' places.
    /// - Throws: That the pictures do not suffice.
    public init(
        _ pictures: PictureSet, side: Int, channels: Int, trainingCount: Int, testCount: Int,
        seed: UInt64 = 1
    ) throws(TorchError) {
        self.side = side
        self.channels = channels
        var (learned, held) = (PictureSet(), PictureSet())
        for (index, picture) in pictures.pictures.enumerated() {
            if index % Self.testInterval == 0 {
                held.append(picture)
            } else {
                learned.append(picture)
            }
        }
        for index in 0...1 where [learned, held][index].largestSquare < side {
            throw TorchError("no \(["training", "test"][index]) picture of \(side) pixels a side")
        }
        learned.dropSmallerThan(side)
        held.dropSmallerThan(side)
        var random = TrainingRandom(seed: seed)
        func crops(_ count: Int, of set: PictureSet) throws(TorchError) -> Tensor {
            let bytes = try set.batch(count, side: side, device: .cpu, using: &random)
            let picture = try pictureTensor(bytes)
            let chosen = channels == 1 ? try picture.mean(over: [1], keep: true) : picture
            return try chosen.reshaped([count, -1]).apply("contiguous")
        }
        training = try crops(trainingCount, of: learned)
        test = try crops(testCount, of: held)
    }

    /// One picture in so many is tested on.
    static let testInterval = 8

    /// Random training crops, `[count, values]`.
    func draw(_ count: Int) throws(TorchError) -> Tensor {
        let places = try Torch.call(
            "randint", "", [.integer(training.shape[0]), .integers([count])])[0]
        return try training.apply("index_select", "", .integer(0), .tensor(places))
    }
}
