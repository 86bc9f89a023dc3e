public import CWCImage
public import CWCModel

extension ImageEncoder {
    /// Encodes a picture at the quality that a target asks for, found to a tenth of a point; that of
    /// the options is where the search begins. It takes about eight times as long as encoding.
    ///
    /// - Throws: What `encode` throws; `targetOutOfReach` where no quality is low or high enough.
    public func encode(
        _ image: RasterImage, reaching target: EncodingTarget
    ) throws(EncodingError) -> EncodedImage {
        try encode(reaching: target) { (encoder) throws(EncodingError) in try encoder.encode(image)
        }
    }

    /// The same for a picture of any depth.
    public func encode(
        _ image: DeepImage, reaching target: EncodingTarget
    ) throws(EncodingError) -> EncodedImage {
        try encode(reaching: target) { (encoder) throws(EncodingError) in try encoder.encode(image)
        }
    }

    private func encode(
        reaching target: EncodingTarget,
        with encode: (ImageEncoder) throws(EncodingError) -> EncodedImage
    ) throws(EncodingError) -> EncodedImage {
        // The two between which the wanted quality lies, as far as they are known.
        var reaching: Trial?
        var failing: Trial?
        var next = options.qualityHundredths
        while true {
            let trial = try trial(at: next, target, encode)
            if trial.reaches { reaching = trial } else { failing = trial }
            let end = trial.reaches ? target.boldest : target.mostCautious
            if next == end || isClose(reaching, failing) { break }
            next = Trial.quality(between: reaching, failing, endingAt: end)
        }
        guard let reaching else {
            throw .targetOutOfReach(target, best: failing?.value ?? 0)
        }
        return reaching.encoded
    }

    private func isClose(_ a: Trial?, _ b: Trial?) -> Bool {
        guard let a, let b else { return false }
        return abs(a.quality - b.quality) <= 10
    }

    private func trial(
        at hundredths: Int, _ target: EncodingTarget,
        _ encode: (ImageEncoder) throws(EncodingError) -> EncodedImage
    ) throws(EncodingError) -> Trial {
        var options = options
        options.quality = Double(hundredths) / 100
        if case .meanSquaredError = target { options.storesPixelChecksum = true }
        let encoded = try encode(ImageEncoder(model: model, options: options))
        return Trial(
            encoded: encoded, quality: hundredths, limit: target.limit,
            value: target.value(of: encoded))
    }
}

extension EncodingTarget {
    /// What a file is measured by; less is better.
    fileprivate func value(of encoded: EncodedImage) -> Double {
        switch self {
        case .fileSize: return Double(encoded.bytes.count)
        case .meanSquaredError: return encoded.meanSquaredError ?? .infinity
        }
    }

    /// What the value may be at most.
    fileprivate var limit: Double {
        switch self {
        case .fileSize(let bytes): Double(bytes)
        case .meanSquaredError(let error): error
        }
    }

    /// The quality, in hundredths, that surely reaches the target if any does, and the one that is
    /// wanted most.
    fileprivate var mostCautious: Int { isSize ? 0 : 10_000 }
    fileprivate var boldest: Int { isSize ? 10_000 : 0 }

    private var isSize: Bool {
        if case .fileSize = self { true } else { false }
    }
}

/// A picture encoded at one quality.
private struct Trial {
    let encoded: EncodedImage
    /// In hundredths.
    let quality: Int
    let limit: Double
    let value: Double

    var reaches: Bool { value <= limit }

    /// The quality to try next: about where the value's logarithm, taken to be straight between the
    /// two that are known, meets the limit's. Where one of them is not known, in the middle between
    /// the other and the end.
    static func quality(between reaching: Trial?, _ failing: Trial?, endingAt end: Int) -> Int {
        guard let reaching, let failing else {
            let known = (reaching ?? failing)?.quality ?? end
            let middle = (known + end) / 2
            return abs(known - end) <= 100 ? end : middle
        }
        let (low, high) = (logarithm(reaching.value), logarithm(failing.value))
        let share = high > low ? (logarithm(reaching.limit) - low) / (high - low) : 0.5
        // Never at the ends, or one of them would stay for ever.
        let distance = Double(failing.quality - reaching.quality) * min(max(share, 0.2), 0.8)
        let step = Int(distance.rounded())
        return reaching.quality + (step == 0 ? (failing.quality - reaching.quality).signum() : step)
    }

    /// A stand-in for the binary logarithm: it rises with the number, straight from one power of two
    /// to the next.
    private static func logarithm(_ x: Double) -> Double {
        x >= 1 ? Double(x.exponent) + x.significand - 1 : x - 1
    }
}
