import CWCCodes

/// Finds importance map and codes of a picture, in integers like everything else.
///
/// ```
/// picture ─► features ─┬─► importance ─► + shift ─► thresholds ─► map
///  padded              └─► codes ─► sign ──────────► masked by the map
/// ```
/// Spec model §3.
struct Analysis: Sendable {
    let model: Model
    let part: Model.EncoderPart
    /// What quality adds to every importance logit.
    let shift: Int

    /// The map, and the codes that it keeps.
    func callAsFunction(
        _ image: RasterImage, threads: Int
    ) -> (map: ImportanceMap, codes: CodeTensor) {
        let features = part.features.run(
            image.networkInput(multipleOf: model.scale), threads: threads)
        let importance = part.importance.run(features, threads: threads)
        let logits = part.codes.run(features, threads: threads)
        let map = ImportanceMap(
            geometry: CodeGeometry(
                width: features.width, height: features.height,
                planes: model.description.planes, levels: model.description.levels),
            // A model has at most 256 levels: each fits a byte.
            levels: importance.values.map { UInt8(part.tables.level(logit: $0, shift: shift)) })
        return (map, CodeTensor(bits: logits.values.map { $0 > 0 ? 1 : 0 }, keptBy: map))
    }

    /// Bytes of the largest set of tensors that are alive at once: the features network's, which
    /// works at the picture's size, or the two that take its output.
    func peakByteCount(for image: RasterImage) -> Int {
        let rows = image.height.roundedUp(toMultipleOf: model.scale)
        let columns = image.width.roundedUp(toMultipleOf: model.scale)
        let (height, width) = (rows / model.scale, columns / model.scale)
        // The features stay while the two networks run, and so does the importance.
        return max(
            part.features.peakByteCount(height: rows, width: columns),
            part.importance.peakByteCount(height: height, width: width),
            part.codes.peakByteCount(height: height, width: width)
                + height * width * MemoryLayout<Int16>.stride)
    }
}
