/// An ICC profile, version 4, of a matrix and tone curves, or of a tone curve alone for grey.
struct ICCProfile {
    /// From samples 0 … 1 to light.
    enum ToneCurve: Equatable {
        /// The sample to this power.
        case power(Double)
        /// That of sRGB.
        case sRGB
    }

    /// The white of the connection space, D50.
    static let d50 = ColourVector(0.9642, 1, 0.8249)

    /// The whole file.
    let bytes: [UInt8]

    /// A profile of an RGB space; nil where the primaries are none.
    init?(_ primaries: Primaries, _ curve: ToneCurve, name: String) {
        guard let matrix = primaries.matrix,
            let adaptation = ColourMatrix.adaptation(from: primaries.white.xyz, to: Self.d50)
        else { return nil }
        let columns = (adaptation * matrix).columns
        let curve = Self.data(curve)
        bytes = Self.file(
            space: "RGB ",
            tags: Self.described(name) + [
                ("chad", Self.numbers("sf32", adaptation.rows.flatMap(\.all))),
                ("rXYZ", Self.numbers("XYZ ", columns[0].all)),
                ("gXYZ", Self.numbers("XYZ ", columns[1].all)),
                ("bXYZ", Self.numbers("XYZ ", columns[2].all)),
                ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
            ])
    }

    /// A profile of a grey scale.
    init(grey curve: ToneCurve, name: String) {
        bytes = Self.file(
            space: "GRAY", tags: Self.described(name) + [("kTRC", Self.data(curve))])
    }

    /// What every profile has.
    private static func described(_ name: String) -> [(String, [UInt8])] {
        [
            ("desc", text(name)), ("cprt", text("No copyright, use freely")),
            ("wtpt", numbers("XYZ ", d50.all)),
        ]
    }

    // MARK: Tags

    private static func text(_ text: String) -> [UInt8] {
        let characters = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        // One record of 12 bytes, which begins with the language and the country.
        return Array("mluc".utf8) + big(0) + big(1) + big(12) + Array("enUS".utf8)
            + big(characters.count) + big(28) + characters
    }

    private static func numbers(_ type: String, _ values: [Double]) -> [UInt8] {
        Array(type.utf8) + big(0) + values.flatMap(fixed)
    }

    private static func data(_ curve: ToneCurve) -> [UInt8] {
        let (function, parameters): (UInt8, [Double]) =
            switch curve {
            case .power(let gamma): (0, [gamma])
            case .sRGB: (3, [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])
            }
        return Array("para".utf8) + big(0) + [0, function, 0, 0] + parameters.flatMap(fixed)
    }

    // MARK: Bytes

    private static func file(space: String, tags: [(name: String, data: [UInt8])]) -> [UInt8] {
        let tableSize = 4 + 12 * tags.count
        var table = big(tags.count)
        var data: [UInt8] = []
        var last: (offset: Int, data: [UInt8]) = (0, [])
        for tag in tags {
            // Curves that are the same are stored once.
            if tag.data != last.data {
                last = (128 + tableSize + data.count, tag.data)
                data += tag.data + [UInt8](repeating: 0, count: -tag.data.count & 3)
            }
            table += Array(tag.name.utf8) + big(last.offset) + big(tag.data.count)
        }
        return header(space: space, size: 128 + tableSize + data.count) + table + data
    }

    private static func header(space: String, size: Int) -> [UInt8] {
        let zeros = { [UInt8](repeating: 0, count: $0) }
        // The date is part of every profile; it is the same in all of ours.
        let date: [UInt8] = [0x07, 0xE9, 0, 1, 0, 1] + zeros(6)
        return big(size) + zeros(4) + [4, 0x30, 0, 0] + Array("mntr\(space)XYZ ".utf8) + date
            + Array("acsp".utf8) + zeros(28) + d50.all.flatMap(fixed) + zeros(48)
    }

    private static func big(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// A number of 16 bits before and 16 behind the point.
    private static func fixed(_ value: Double) -> [UInt8] { big(Int((value * 65536).rounded())) }
}
