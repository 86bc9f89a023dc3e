import CWCDecoder
import CWCEncoder
import CWCFigures
import CWCModel

/// The times of encoding and decoding one picture, per setting.
struct CodecBenchmark {
    private struct Row {
        var setting: BenchSetting
        var encoding: StageTimes
        var decoding: StageTimes
    }

    private let name: String
    private let image: RasterImage
    private let byteCount: Int
    private let rows: [Row]

    /// Measures.
    init(
        name: String, image: RasterImage, model: Model, quality: Double, settings: [BenchSetting],
        runs: Int
    ) throws {
        self.name = name
        self.image = image
        // Weights are packed for each instruction set before the clock starts.
        let sets = Set(settings.map(\.instructions))
        let models = Dictionary(uniqueKeysWithValues: sets.map { ($0, model.using($0)) })
        var byteCount = 0
        let results = try BenchSetting.alternating(settings, runs: runs) { setting in
            guard let model = models[setting.instructions] else {
                preconditionFailure("no such instruction set")
            }
            let encoder = try ImageEncoder(
                model: model, options: EncodingOptions(quality: quality, threads: setting.threads))
            let (encoded, encoding) = try StageTimes.measuring { observer in
                try encoder.encode(image, observer: observer)
            }
            byteCount = encoded.bytes.count
            // It verifies the pixels: an instruction set that is fast and wrong is found out.
            let (_, decoding) = try StageTimes.measuring { observer in
                try ImageDecoder(encoded.bytes).decode(
                    DecodingOptions(threads: setting.threads), models: { _ in model },
                    observer: observer)
            }
            return (encoding, decoding)
        }
        self.byteCount = byteCount
        rows = settings.map { setting in
            let times = results[setting] ?? []
            return Row(
                setting: setting, encoding: .median(of: times.map(\.0)),
                decoding: .median(of: times.map(\.1)))
        }
    }

    private var megapixels: Double { Double(image.width * image.height) / 1e6 }

    /// Lines of text in columns.
    var table: String {
        let rate = 8 * Double(byteCount) / (megapixels * 1e6)
        let title =
            "\(name): \(image.width)×\(image.height), \(byteCount) bytes, "
            + "\(fixed(rate, 3)) bits per pixel\n"
        let stages = CodingStage.allCases.map { $0.rawValue.aligned(to: 9) }.joined()
        let header =
            "cpu".padded(to: 12) + "threads" + "".padded(to: 8)
            + "MP/s".aligned(to: 9) + "ms".aligned(to: 9) + stages + "\n"
        let lines = rows.flatMap { row in
            [("encode", row.encoding), ("decode", row.decoding)].map { direction, times in
                let figures =
                    [megapixels / times.total * 1000, times.total]
                    + CodingStage.allCases.map { times.stages[$0] ?? 0 }
                let columns = figures.map { fixed($0, 2).aligned(to: 9) }.joined()
                return row.setting.instructions.rawValue.padded(to: 12)
                    + "\(row.setting.threads)".aligned(to: 7) + "  " + direction + columns
                    + "\n"
            }
        }
        return title + header + lines.joined()
    }

    var json: JSON {
        [
            "name": .string(name), "width": .integer(image.width),
            "height": .integer(image.height), "bytes": .integer(byteCount),
            "results": .array(rows.map(json)),
        ]
    }

    private func json(_ row: Row) -> JSON {
        func json(_ times: StageTimes) -> JSON {
            let total = [
                JSON.Member(
                    "megapixels_per_second", .fixed(megapixels / times.total * 1000, 3)),
                JSON.Member("milliseconds", .fixed(times.total, 3)),
            ]
            return .object(
                total
                    + CodingStage.allCases.map {
                        JSON.Member($0.rawValue, .fixed(times.stages[$0] ?? 0, 3))
                    })
        }
        return [
            "cpu": .string(row.setting.instructions.rawValue),
            "threads": .integer(row.setting.threads), "encode": json(row.encoding),
            "decode": json(row.decoding),
        ]
    }
}
