import CWCImage
import CWCModel
import CWCNetwork

/// Finds importance map and codes of a picture, in integers like everything else.
///
/// ```
/// picture ─► features ─┬─► importance ─► + shift ─► thresholds ─► map
///  padded              └─► codes ─► sign ──────────► masked by the map
/// ```
/// Spec seed §6.2.
struct SeedAnalysis: Sendable {
    let shape: SeedShape
    let encoder: SeedNetworks.Encoder
    /// Pixels for each position of the codes, in both directions.
    let scale: Int
    /// What quality adds to every importance logit.
    let shift: Int
    /// What is added to the levels that the model finds.
    let mask: ROIMask?

    /// The map, and the codes that it keeps.
    ///
    /// Features exist for a strip of the picture at a time: the two heads take them as they come.
    func callAsFunction(
        _ image: RasterImage, threads: Int, observer: CodingStage.Observer? = nil
    ) -> (map: SeedImportanceMap, codes: CodeTensor) {
        let size = PaddedSize(width: image.width, height: image.height, scale: scale)
        let features = encoder.features.stream(
            height: size.rows, width: size.columns, threads: threads)
        let heads = [encoder.importance, encoder.codes].map {
            $0.stream(
                height: size.codeRows, width: size.codeColumns, threads: threads,
                strip: features.strip)
        }
        let geometry = CodeGeometry(
            width: size.codeColumns, height: size.codeRows, planes: shape.planes,
            levels: shape.levels)
        let changes = mask?.offsets((size.codeRows, size.codeColumns), side: scale)
        var levels: [UInt8] = []
        var bits: [UInt8] = []
        levels.reserveCapacity(geometry.positions)
        bits.reserveCapacity(geometry.positions * geometry.planes)
        features.run { rows, buffer in
            observer?(.pixels)
            image.writeNetworkInput(rows, columns: size.columns, to: &buffer)
            observer?(.network)
        } emit: { rows, values in
            heads[0].push(rows.count, fill: { $0.update(with: values) }) { _, logits in
                for index in logits.indices {
                    let found = encoder.tables.level(logit: logits[index], shift: shift)
                    let level = found + (changes?[levels.count] ?? 0)
                    // A model has at most 256 levels: each fits a byte.
                    levels.append(UInt8(min(max(level, 0), shape.levels - 1)))
                }
            }
            heads[1].push(rows.count, fill: { $0.update(with: values) }) { _, codes in
                bits.append(addingCapacity: codes.count) { bits in
                    for index in codes.indices { bits.append(codes[index] > 0 ? 1 : 0) }
                }
            }
        }
        let map = SeedImportanceMap(geometry: geometry, levels: levels)
        return (map, CodeTensor(bits: bits, keptBy: map))
    }

    /// Bytes that the networks take: rows of their tensors, all three at once.
    func peakByteCount(width: Int, height: Int, threads: Int) -> Int {
        let size = PaddedSize(width: width, height: height, scale: scale)
        let strip = encoder.features.stripHeight(
            height: size.rows, width: size.columns, threads: threads)
        return encoder.features.peakByteCount(
            height: size.rows, width: size.columns, threads: threads)
            + [encoder.importance, encoder.codes].reduce(0) {
                $0
                    + $1.peakByteCount(
                        height: size.codeRows, width: size.codeColumns, threads: threads,
                        strip: strip)
            }
    }
}

/// The size of a picture that is padded to multiples of a model's scale, and that of its codes.
private struct PaddedSize {
    let codeRows: Int
    let codeColumns: Int
    let scale: Int

    init(width: Int, height: Int, scale: Int) {
        codeRows = (height + scale - 1) / scale
        codeColumns = (width + scale - 1) / scale
        self.scale = scale
    }

    var rows: Int { codeRows * scale }
    var columns: Int { codeColumns * scale }
}
