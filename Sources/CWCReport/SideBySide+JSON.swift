import CWCComparison
import CWCFigures

extension SideBySide {
    /// What the page needs of it.
    var json: JSON {
        [
            "name": .string(name), "width": .integer(width), "height": .integer(height),
            "shown": ["width": .integer(part.width), "height": .integer(part.height)],
            "data": Self.data(original),
            "sizes": .array(
                sizes.map { size in
                    [
                        "rate": .fixed(size.rate, 3),
                        "files": .array(size.files.map(Self.object)),
                    ]
                }),
        ]
    }

    private static func object(_ file: Shown) -> JSON {
        let row = file.measurement
        func figure(_ metric: Metric) -> JSON { metric.value(row).map { .fixed($0, 5) } ?? .null }
        return [
            "codec": .string(row.codec), "setting": .fixed(row.setting, 2),
            "bytes": .fixed(row.bytes, 0), "rate": .fixed(row.rate, 5),
            "psnr": figure(.psnr), "ssim": figure(.ssim), "ms-ssim": figure(.multiScaleSSIM),
            "ssimulacra2": figure(.ssimulacra2), "butteraugli": figure(.butteraugli),
            "data": data(file.picture),
            "importance": file.importance.map(data) ?? .null,
        ]
    }

    /// A picture file as a data URI (RFC 2397).
    private static func data(_ file: [UInt8]) -> JSON {
        .string("data:image/webp;base64,\(base64(file))")
    }
}
