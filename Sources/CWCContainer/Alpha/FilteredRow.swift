import CWCImage

/// The bytes of a filtered row behind its filter: one for each sample, or the high bytes of all samples
/// and then the low ones. Spec cwc §8.
enum FilteredRow {
    /// Bytes of a row.
    static func byteCount(width: Int, _ depth: SampleDepth) -> Int {
        depth == .eight ? width : 2 * width
    }

    /// The bytes of filtered samples.
    static func bytes(_ filtered: [UInt16], _ depth: SampleDepth) -> [UInt8] {
        let low = filtered.map { UInt8(truncatingIfNeeded: $0) }
        return depth == .eight ? low : filtered.map { UInt8(truncatingIfNeeded: $0 >> 8) } + low
    }

    /// The filtered samples of some bytes; nil if one is larger than samples are.
    static func samples(_ bytes: ArraySlice<UInt8>, _ depth: SampleDepth) -> [UInt16]? {
        guard depth > .eight else { return bytes.map { UInt16($0) } }
        let width = bytes.count / 2
        let samples = zip(bytes.prefix(width), bytes.suffix(width)).map {
            UInt16($0) << 8 | UInt16($1)
        }
        return samples.allSatisfy { $0 <= depth.maximum } ? samples : nil
    }
}
