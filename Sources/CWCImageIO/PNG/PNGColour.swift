import CWCImage

/// What the chunks of a PNG file say of its colours. Of those that contradict each other the first of
/// cICP, iCCP, sRGB, and gAMA with cHRM counts; a profile is kept beside code points.
struct PNGColour {
    private var cicp: CICP?
    private var isSRGB = false
    /// The exponent of gAMA, in units of 1/100000.
    private var gamma: Int?
    private var primaries: Primaries?
    /// What was wrong with chunks, by their types.
    private var faults: [String: String] = [:]

    static let chunkTypes = ["cICP", "sRGB", "gAMA", "cHRM"]

    /// Takes the data of a chunk of one of the types.
    mutating func take(_ type: String, _ data: [UInt8]) {
        let numbers = stride(from: 0, to: data.count & ~3, by: 4).map { place in
            data[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        switch type {
        case "sRGB": isSRGB = true
        case "cICP":
            guard data.count == 4, data[2] == 0, data[3] <= 1 else {
                return faults[type] = "it is none of RGB samples"
            }
            cicp = CICP(primaries: data[0], transfer: data[1], isFullRange: data[3] == 1)
        case "gAMA":
            // Beyond these nothing is left of a picture.
            guard data.count == 4, (5000...500_000).contains(numbers[0]) else {
                return faults[type] = "it is no exponent"
            }
            gamma = numbers[0]
        default:
            let points = numbers.count == 8 ? numbers : [Int](repeating: 0, count: 8)
            let primaries = Primaries(points.map { Double($0) / 100_000 })
            guard data.count == 32, primaries.matrix != nil else {
                return faults[type] = "these are no primaries"
            }
            self.primaries = primaries
        }
    }

    /// The chunks that are at fault and would have counted, a line each.
    func notes(_ metadata: Metadata) -> [String] {
        let others = metadata.icc == nil && cicp == nil && !isSRGB ? ["cHRM", "gAMA"] : []
        return (["cICP"] + others).compactMap { type in
            faults[type].map { "\(type) is left out: \($0)" }
        }
    }

    /// Adds to what is known of a picture what the chunks say: code points where there are some for it,
    /// else a profile.
    func describe(_ metadata: inout Metadata, isGrey: Bool) {
        metadata.cicp = cicp
        guard cicp == nil, metadata.icc == nil, !isSRGB, gamma != nil || primaries != nil else {
            return
        }
        // Grey has no primaries; without any, RGB has those of sRGB.
        let primaries = (isGrey ? nil : self.primaries) ?? .bt709
        let transfer = transferCode(sRGBCounts: primaries.code == 1)
        switch (primaries.code, transfer) {
        case (1, 13): break
        case (let code?, let transfer?): metadata.cicp = CICP(primaries: code, transfer: transfer)
        default:
            metadata.icc =
                isGrey
                ? ICCProfile(grey: curve, name: "grey of a PNG file").bytes
                : ICCProfile(primaries, curve, name: "colours of a PNG file")?.bytes
        }
    }

    /// The curve that undoes the exponent; that of sRGB where there is none.
    private var curve: ICCProfile.ToneCurve {
        gamma.map { .power(100_000 / Double($0)) } ?? .sRGB
    }

    /// The code point of H.273 for the curve; nil where it has none. Files that mean sRGB say 1 / 2.2.
    private func transferCode(sRGBCounts: Bool) -> UInt8? {
        guard let gamma else { return 13 }
        func isNear(_ value: Int) -> Bool { abs(gamma - value) <= 100 }
        if isNear(45455) { return sRGBCounts ? 13 : 4 }
        if isNear(35714) { return 5 }
        return isNear(100_000) ? 8 : nil
    }
}

extension Primaries {
    /// White, red, green and blue, x and y of each, as cHRM has them.
    fileprivate init(_ points: [Double]) {
        self.init(
            white: Chromaticity(points[0], points[1]), red: Chromaticity(points[2], points[3]),
            green: Chromaticity(points[4], points[5]), blue: Chromaticity(points[6], points[7]))
    }
}
