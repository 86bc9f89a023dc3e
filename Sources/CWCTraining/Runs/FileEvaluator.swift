public import CWCImage
public import CWCModel

/// Validates with the codec itself: real files, counted byte by byte, decoded again.
///
/// The trainer knows no encoder and no decoder; the tool that has them hands one of these in.
public protocol FileEvaluator {
    /// Mean figures of the files of `pictures`, one point for each quality.
    func points(_ model: Model, on pictures: [RasterImage]) throws -> [ValidationPoint]
}
