public import CWCContainer
public import CWCImage
public import CWCModel

/// A fraction of a picture's size. Spec wavelet §8.3.
public enum Reduction: Int, CaseIterable, Hashable, Sendable {
    case half = 2
    case quarter = 4
    case eighth = 8
    case sixteenth = 16

    /// The size is divided by 2 to the power of it.
    var exponent: Int { rawValue.trailingZeroBitCount }

    /// Rows (or columns) of the reduced picture for `size` rows (or columns).
    public func reduced(_ size: Int) -> Int { (size + rawValue - 1) / rawValue }
}

extension ImageDecoder {
    /// Decodes the picture at a fraction of its size. It takes little more than that fraction of the
    /// time, since finer streams are not decoded.
    ///
    /// There is no checksum for such a picture. It is exact nonetheless: the same file gives the same
    /// samples everywhere. Spec wavelet §8.3.
    ///
    /// - Parameters:
    ///   - reduction: The fraction. Sides are divided by it and rounded up.
    ///   - options: Number of threads.
    ///   - models: Finds a model by its ID.
    /// - Returns: The picture, with its metadata.
    /// - Throws: As `decode` does, and `unsupportedFeature` where the model's family has no reduced
    ///   pictures.
    public func decode(
        reducedTo reduction: Reduction, _ options: DecodingOptions = DecodingOptions(),
        models: (ModelID) -> Model?
    ) throws(FormatError) -> RasterImage {
        let model = try model(from: models)
        _ = try plan(model: model, threads: options.threads)
        let colours = try model.codec.decodeReduced(
            payloads, PartFormat(header), by: reduction.exponent, threads: options.threads)
        let alpha = try alpha()
        let (width, height) = (
            reduction.reduced(header.width), reduction.reduced(header.height)
        )
        var row = SampleRow(width: width, channels: header.channels)
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * header.channels.count)
        for y in 0..<height {
            row.setColors(to: colours.span.extracting(3 * y * width..<3 * (y + 1) * width))
            if let alpha {
                row.setAlpha(to: (0..<width).map { mean(of: alpha, x: $0, y: y, reduction) }[...])
            }
            samples += row.samples
        }
        return RasterImage(
            width: width, height: height, channels: header.channels, samples: samples,
            metadata: metadata)
    }

    /// The mean opacity of the pixels that a pixel of the reduced picture stands for.
    private func mean(of alpha: [UInt8], x: Int, y: Int, _ reduction: Reduction) -> UInt8 {
        let side = reduction.rawValue
        var (sum, count) = (0, 0)
        for row in side * y..<min(side * (y + 1), header.height) {
            for column in side * x..<min(side * (x + 1), header.width) {
                sum += Int(alpha[row * header.width + column])
                count += 1
            }
        }
        return UInt8((sum + count / 2) / count)
    }
}
