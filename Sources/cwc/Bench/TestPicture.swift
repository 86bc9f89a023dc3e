import CWCImage

extension RasterImage {
    /// A picture to measure with where there is no other: 768×512, RGB, with smooth parts, edges,
    /// fine texture and noise, the same every time.
    static var forBenchmarks: RasterImage {
        let (width, height) = (768, 512)
        var random = Generator(state: 1)
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                let sky = 200 - y / 4
                let isHill = (x - 500) * (x - 500) + (y - 600) * (y - 600) < 330 * 330
                let isRoof = y > 260 && abs(x - 180) < (y - 260) / 2 && y < 420
                let texture = ((x ^ y) & 8) * 4
                let noise = Int(random.next() % 9)
                let color =
                    if isRoof {
                        (150 + texture, 60 + texture / 2, 50)
                    } else if isHill {
                        (60 + x % 32, 110 + texture, 50 + y % 16)
                    } else {
                        (sky - 60, sky - 20, sky + 40)
                    }
                for value in [color.0, color.1, color.2] {
                    samples.append(UInt8(clamping: value + noise))
                }
            }
        }
        return RasterImage(width: width, height: height, channels: .rgb, samples: samples)
    }
}

/// Numbers that look random and are the same every time (Knuth's linear congruence of 64 bits).
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // The low bits repeat soon.
        return state >> 33 | state << 31
    }
}
