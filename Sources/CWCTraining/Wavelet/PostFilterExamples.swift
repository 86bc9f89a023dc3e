import CWCTorch

/// Pictures as the post-filter sees them, and what they should become.
struct PostFilterExamples {
    /// The decoded pictures, RGB − 128, `[N, 3, H, W]`.
    let decoded: Tensor
    /// The originals, likewise.
    let original: Tensor
    /// The quality of each block of 4 × 4 pixels, `[N, 1, H/4, W/4]`.
    let quality: Tensor
    /// The reference step at each pixel in grey levels, `[N, 1, H, W]`.
    let step: Tensor

    /// One of them.
    func picture(_ index: Int) throws(TorchError) -> PostFilterExamples {
        func part(_ tensor: Tensor) throws(TorchError) -> Tensor {
            // A copy of its own: the pool keeps some pictures of a batch longer than others.
            try tensor.narrowed(0, from: index, count: 1) * 1
        }
        return PostFilterExamples(
            decoded: try part(decoded), original: try part(original), quality: try part(quality),
            step: try part(step))
    }

    /// Several, of one size, as one.
    init(joining examples: [PostFilterExamples]) throws(TorchError) {
        func all(_ tensor: (PostFilterExamples) -> Tensor) throws(TorchError) -> Tensor {
            try tensor(examples[0]).concatenated(examples.dropFirst().map(tensor), over: 0)
        }
        decoded = try all(\.decoded)
        original = try all(\.original)
        quality = try all(\.quality)
        step = try all(\.step)
    }

    /// Examples from their parts.
    init(decoded: Tensor, original: Tensor, quality: Tensor, step: Tensor) {
        self.decoded = decoded
        self.original = original
        self.quality = quality
        self.step = step
    }
}
