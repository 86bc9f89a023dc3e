public import CWCContainer
public import CWCSeed

/// Counts the bytes that contexts come to.
public enum ContextMeasure {
    /// Bytes of the codes of all `pictures`, nil standing for the plain contexts.
    public static func byteCount(
        _ pictures: [CodedPicture], form: PayloadForm = .range, contexts: ContextModel? = nil
    ) -> Int {
        pictures.reduce(0) {
            $0 + $1.codes.payload(form, keptBy: $1.map, contexts: contexts).count
        }
    }

    /// The contexts with the number of decisions to count as seen that makes `pictures` smallest.
    public static func withBestStart(
        _ contexts: ContextModel, on pictures: [CodedPicture]
    ) -> ContextModel {
        var best = contexts
        var least = Int.max
        for seen in 0...ContextModel.mostSeen {
            let trial = ContextModel(planes: contexts.planes, seen: seen)
            let count = byteCount(pictures, contexts: trial)
            if count < least { (best, least) = (trial, count) }
        }
        return best
    }
}
