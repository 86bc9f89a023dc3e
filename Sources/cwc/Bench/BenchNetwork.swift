import CWCFigures
import CWCNetwork
import CWCSeed

/// A network whose speed is measured by itself, on codes of a picture of 768×512.
struct BenchNetwork {
    let name: String
    let network: IntegerNetwork
    /// Size of the codes.
    let height: Int
    let width: Int

    /// The decoder's networks that this project is designed around, with drawn weights. A stream of
    /// 12 bits is what the export makes; 8 bits throughout are what the processors like best.
    static func all() throws -> [BenchNetwork] {
        var generator = Generator(state: 7)
        return try [12, 8].flatMap { bits in
            [
                BenchNetwork(
                    name: "seed, \(bits) bits",
                    network: try .drawn(
                        SeedArchitecture().synthesis, inputRange: 0...1, streamBits: bits,
                        using: &generator),
                    height: 512 / 8, width: 768 / 8),
                BenchNetwork(
                    name: "separable, \(bits) bits",
                    network: try .drawn(
                        .separableSynthesis, inputRange: -31...31, streamBits: bits,
                        using: &generator),
                    height: 512 / 16, width: 768 / 16),
            ]
        }
    }

    struct Row {
        var name: String
        var setting: BenchSetting
        var milliseconds: Double
        /// Products of the network.
        var products: Int
        /// The time that they would take if the processor did nothing but multiply from registers,
        /// on as many threads.
        var idealMilliseconds: Double
        /// That over the time that they took; the median of the runs.
        var shareOfPeak: Double

        var rate: Double { Double(products) / milliseconds / 1e6 }
        var peakRate: Double { Double(products) / idealMilliseconds / 1e6 }

        var json: JSON {
            [
                "name": .string(name), "cpu": .string(setting.instructions.rawValue),
                "threads": .integer(setting.threads), "milliseconds": .fixed(milliseconds, 3),
                "products": .integer(products), "gmac_per_second": .fixed(rate, 2),
                "peak_gmac_per_second": .fixed(peakRate, 2),
                "share_of_peak": .fixed(shareOfPeak, 4),
            ]
        }
    }

    /// Measures; the processor's peak is taken right before each run.
    func measure(_ settings: [BenchSetting], runs: Int) -> [Row] {
        var generator = Generator(state: 8)
        let input = IntegerTensor(
            height: height, width: width, channels: network.inputChannels,
            values: (0..<height * width * network.inputChannels).map { _ in
                Int16.random(in: network.inputRange, using: &generator)
            })
        let sets = Set(settings.map(\.instructions))
        let networks = Dictionary(uniqueKeysWithValues: sets.map { ($0, network.using($0)) })
        let clock = ContinuousClock()
        let results = BenchSetting.alternating(settings, runs: runs) { setting in
            guard let network = networks[setting.instructions] else {
                preconditionFailure("no such instruction set")
            }
            let ideal = network.idealMilliseconds(
                height: height, width: width, threads: setting.threads)
            let time = clock.measure { _ = network.run(input, threads: setting.threads) }
            return (time.milliseconds, ideal)
        }
        let products = network.work(height: height, width: width).reduce(0) { $0 + $1.products }
        return settings.map { setting in
            let times = results[setting] ?? []
            return Row(
                name: name, setting: setting, milliseconds: median(times.map(\.0)),
                products: products, idealMilliseconds: median(times.map(\.1)),
                shareOfPeak: median(times.map { $0.1 / $0.0 }))
        }
    }

    /// Lines of text in columns.
    static func table(_ rows: [Row]) -> String {
        let header =
            "network".padded(to: 20) + "cpu".padded(to: 12) + "threads" + "ms".aligned(to: 9)
            + "GMAC/s".aligned(to: 9) + "peak".aligned(to: 9) + "share".aligned(to: 9) + "\n"
        return header
            + rows.map { row in
                row.name.padded(to: 20) + row.setting.instructions.rawValue.padded(to: 12)
                    + "\(row.setting.threads)".aligned(to: 7)
                    + fixed(row.milliseconds, 2).aligned(to: 9)
                    + fixed(row.rate, 1).aligned(to: 9)
                    + fixed(row.peakRate, 1).aligned(to: 9)
                    + "\(fixed(100 * row.shareOfPeak, 1)) %".aligned(to: 9) + "\n"
            }.joined()
    }

    static func report(_ rows: [Row], runs: Int) -> JSON {
        ["runs": .integer(runs), "networks": .array(rows.map(\.json))]
    }
}

extension IntegerNetwork {
    /// How long the products of the network would take in registers alone.
    fileprivate func idealMilliseconds(height: Int, width: Int, threads: Int) -> Double {
        let clock = ContinuousClock()
        return work(height: height, width: width).reduce(0) { sum, convolution in
            var products: Int64 = 0
            let time = clock.measure {
                products = convolution.multiply(rounds: 1 << 18, threads: threads)
            }
            return sum + time.milliseconds * Double(convolution.products) / Double(products)
        }
    }
}
