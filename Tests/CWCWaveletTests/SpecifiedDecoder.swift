import CWCBitstream
import CWCContainer
import CWCNetwork
import CWCWavelet

/// The wavelet family decoded as the specification reads, slowly: whole tensors, no checkerboard
/// folded, no code shared with `CWCWavelet`. Spec wavelet §3 to §9.
struct SpecifiedDecoder {
    let networks: WaveletNetworks
    let quality: Int
    let width: Int
    let height: Int
    /// The side of a tile; nil where there is one.
    let tileSide: Int?
    /// Bits of a sample.
    var depth = 8
    /// Offsets of the importance map, `[H / 16, W / 16]`; none where the file has none.
    private(set) var importance: [[Int]] = []
    private let levels: Int
    private let paddedWidth: Int
    private let paddedHeight: Int
    /// By level, the finest first, `[h][w][9]`; then the LL subbands, `[h][w][3]`.
    private(set) var details: [[[[Int]]]] = []
    private(set) var ll: [[[Int]]] = []

    init(
        networks: WaveletNetworks, quality: Int, width: Int, height: Int, tileSide: Int? = nil
    ) {
        self.networks = networks
        self.quality = quality
        self.width = width
        self.height = height
        self.tileSide = tileSide
        levels = networks.levels.count
        let unit = 1 << levels
        paddedWidth = (width + unit - 1) / unit * unit
        paddedHeight = (height + unit - 1) / unit * unit
    }

    /// The samples R, G, B of the picture, from streams by resolution, then tile.
    mutating func decode(_ streams: [[[UInt8]]], hasImportance: Bool) throws -> [UInt16] {
        let (h, w) = (paddedHeight >> levels, paddedWidth >> levels)
        ll = Array(repeating: Array(repeating: [0, 0, 0], count: w), count: h)
        details = (1...levels).map { level in
            Array(
                repeating: Array(
                    repeating: [Int](repeating: 0, count: 9), count: paddedWidth >> level),
                count: paddedHeight >> level)
        }
        if hasImportance {
            importance = Array(
                repeating: [Int](repeating: 0, count: (paddedWidth + 15) / 16),
                count: (paddedHeight + 15) / 16)
        }
        let side = tileSide ?? max(paddedWidth, paddedHeight)
        var index = 0
        for top in stride(from: 0, to: height, by: side) {
            for left in stride(from: 0, to: width, by: side) {
                let tile = Tile(
                    y: top, x: left, h: min(side, paddedHeight - top),
                    w: min(side, paddedWidth - left), imageH: min(side, height - top),
                    imageW: min(side, width - left))
                try read(tile, streams.map { $0[index] }, hasImportance)
                index += 1
            }
        }
        return picture()
    }

    /// Where a tile is, how large with its padding, and how much of it is picture.
    private struct Tile {
        let y: Int
        let x: Int
        let h: Int
        let w: Int
        let imageH: Int
        let imageW: Int
    }

    private mutating func read(
        _ tile: Tile, _ streams: [[UInt8]], _ hasImportance: Bool
    ) throws {
        var features: IntegerTensor?
        for (index, bytes) in streams.enumerated() {
            // The coarsest stream goes down to level 4, or holds no detail.
            let lowest = streams.count - index
            let range = index == 0 ? (4..<max(levels + 1, 4)) : (lowest..<lowest + 1)
            var coder = RangeDecoder(bytes[...])
            if index == 0 {
                if hasImportance { readImportance(&coder, tile) }
                readLL(&coder, tile)
                features = llFeatures(tile)
            }
            for level in range.reversed() {
                guard let seen = features else { continue }
                features = readLevel(&coder, tile, level - 1, seen)
            }
            try coder.finish()
        }
    }

    private func group(_ coder: inout RangeDecoder, _ k: Int, _ m: Int, _ p: (Int) -> UInt32) -> Int
    {
        var g = 0
        while g < m, coder.decide(probability: p(g)) == 1 { g += 1 }
        return group(&coder, k, g)
    }

    /// What follows when the group is known: all smaller groups, and the place within it.
    private func group(_ coder: inout RangeDecoder, _ k: Int, _ g: Int) -> Int {
        var n = 0
        for smaller in 0..<g { n += 1 << (k + smaller) }
        var place = 0
        for _ in 0..<(k + g) { place = 2 * place + Int(coder.decide(probability: 32768)) }
        return n + place
    }

    // MARK: LL subbands, §4.2

    /// The counter of Spec entropy §3.
    private struct Estimate {
        var fast = 32768
        var slow = 32768
        var seen = 0

        mutating func read(_ coder: inout RangeDecoder) -> Int {
            let p = min(max((fast + slow) >> 1, 32), 65504)
            let bit = Int(coder.decide(probability: UInt32(p)))
            seen = min(seen + 1, 7)
            let f = min(seen, 4)
            fast += bit == 1 ? (65535 - fast) >> f : -(fast >> f)
            slow += bit == 1 ? (65535 - slow) >> seen : -(slow >> seen)
            return bit
        }
    }

    private mutating func readLL(_ coder: inout RangeDecoder, _ tile: Tile) {
        let planes = planes(
            &coder, 3, tile.h >> levels, tile.w >> levels, -16383...16383, most: 15)
        for (y, row) in planes.enumerated() {
            for (x, symbols) in row.enumerated() {
                ll[tile.y >> levels + y][tile.x >> levels + x] = symbols
            }
        }
    }

    private mutating func readImportance(_ coder: inout RangeDecoder, _ tile: Tile) {
        let planes = planes(
            &coder, 1, (tile.h + 15) / 16, (tile.w + 15) / 16, -16...15, most: 5)
        for (y, row) in planes.enumerated() {
            for (x, offsets) in row.enumerated() {
                importance[tile.y / 16 + y][tile.x / 16 + x] = offsets[0]
            }
        }
    }

    /// Planes of predicted integers, `[h][w][count]`.
    private func planes(
        _ coder: inout RangeDecoder, _ count: Int, _ h: Int, _ w: Int, _ legal: ClosedRange<Int>,
        most: Int
    ) -> [[[Int]]] {
        var found = Array(
            repeating: Array(repeating: [Int](repeating: 0, count: count), count: w), count: h)
        var notZero = Array(repeating: Array(repeating: Estimate(), count: 3), count: count)
        var prefix = Array(repeating: Array(repeating: Estimate(), count: most), count: count)
        for y in 0..<h {
            for x in 0..<w {
                for k in 0..<count {
                    let left = x > 0 ? found[y][x - 1][k] : nil
                    let upper = y > 0 ? found[y - 1][x][k] : nil
                    let a = left ?? upper ?? 0
                    let b = upper ?? a
                    let c = x > 0 && y > 0 ? found[y - 1][x - 1][k] : b
                    let p = c >= max(a, b) ? min(a, b) : c <= min(a, b) ? max(a, b) : a + b - c
                    let spread = abs(a - c) + abs(b - c)
                    let activity = spread > 8 ? 2 : spread > 2 ? 1 : 0
                    var residual = 0
                    if notZero[k][activity].read(&coder) == 1 {
                        let positive = coder.decide(probability: 32768) == 1
                        var g = 0
                        while g < most, prefix[k][g].read(&coder) == 1 { g += 1 }
                        let magnitude = group(&coder, 0, g) + 1
                        residual = positive ? magnitude : -magnitude
                    }
                    found[y][x][k] = min(max(p + residual, legal.lowerBound), legal.upperBound)
                }
            }
        }
        return found
    }

    // MARK: Detail subbands, §4.3 to §5

    private static func logarithm(_ m: Int) -> Int { tables[min(m, 255)] }
    private static let tables: [Int] = (0...255).map {
        min(127, Int((16 * logTwo(Double($0 + 1))).rounded()))
    }

    private func tensor(
        _ h: Int, _ w: Int, _ at: (Int, Int) -> [Int]
    ) -> IntegerTensor {
        var values: [Int16] = []
        var channels = 0
        for y in 0..<h {
            for x in 0..<w {
                let position = at(y, x).map { Int16($0) }
                channels = position.count
                values += position
            }
        }
        return IntegerTensor(height: h, width: w, channels: channels, values: values)
    }

    private func channels(_ tensor: IntegerTensor, _ y: Int, _ x: Int) -> [Int] {
        (0..<tensor.channels).map { Int(tensor[y, x, $0]) }
    }

    private func seen(_ symbols: ArraySlice<Int>) -> [Int] {
        symbols.map { ($0 < 0 ? -1 : 1) * Self.logarithm(abs($0)) }
            + symbols.map { Self.logarithm(abs($0)) }
    }

    private func feature(_ quality: Int) -> Int {
        Int((Double(127 * quality + 2500) / 5000).rounded(.down)) - 127
    }

    /// Q of §3.4.
    private func quality(_ level: Int, _ y: Int, _ x: Int) -> Int {
        guard !importance.isEmpty else { return quality }
        var added: Int
        if level <= 4 {
            added = 500 * importance[y >> (4 - level)][x >> (4 - level)]
        } else {
            let cells = 1 << (level - 4)
            added = 0
            for i in 0..<cells {
                for j in 0..<cells { added += importance[y * cells + i][x * cells + j] }
            }
            added = Int((Double(500 * added) / Double(cells * cells)).rounded(.down))
        }
        return min(max(quality + added, 0), 10_000)
    }

    private func llFeatures(_ tile: Tile) -> IntegerTensor {
        let steps = (0..<3).map { step(networks.baseSteps.ll[$0]) }
        let (top, left) = (tile.y >> levels, tile.x >> levels)
        return networks.llContext.run(
            tensor(tile.h >> levels, tile.w >> levels) { y, x in
                (0..<3).map {
                    let symbol = ll[top + y][left + x][$0]
                    return min(max(wrapped(coefficient(symbol, steps[$0]) + 4) >> 3, -32768), 32767)
                } + [feature(quality)]
            })
    }

    /// Reads the detail subbands of a level, 0 the finest, and makes the next finer one's features.
    private mutating func readLevel(
        _ coder: inout RangeDecoder, _ tile: Tile, _ level: Int, _ features: IntegerTensor
    ) -> IntegerTensor? {
        let unit = 1 << (level + 1)
        let (h, w) = (tile.h / unit, tile.w / unit)
        let (top, left) = (tile.y / unit, tile.x / unit)
        let codedH = (tile.imageH + unit - 1) / unit + 1
        let codedW = (tile.imageW + unit - 1) / unit + 1
        let net = networks.levels[level]
        var s = Array(
            repeating: Array(repeating: [Int](repeating: 0, count: 9), count: w), count: h)
        // f, o and g of §4.4, by subband and decision.
        var adaptations = Array(
            repeating: Array(repeating: (f: 65536, o: 0, g: 3 << 20), count: 5), count: 9)
        func decide(_ v: Int) -> Bool {
            coder.decide(probability: UInt32(networks.probabilities[v + 128])) == 1
        }
        func pass(
            _ head: IntegerNetwork, _ contexts: [IntegerTensor], _ subbands: Range<Int>,
            _ parity: Int
        ) {
            let logits = head.run(
                tensor(h, w) { y, x in ([features] + contexts).flatMap { channels($0, y, x) } })
            // r of §4.5, two rows and a column beyond the pass.
            var r = Array(
                repeating: Array(repeating: [Int](repeating: 0, count: 9), count: w + 2),
                count: h + 2)
            // c of §4.6, two rows above, four columns at both sides; and the weights.
            var c = Array(
                repeating: Array(repeating: [Int](repeating: 0, count: 9), count: w + 8),
                count: h + 2)
            var weights = Array(repeating: [Int](repeating: 0, count: 17), count: 9)
            func signFeatures(_ y: Int, _ x: Int, _ b: Int) -> [Int] {
                func at(_ dy: Int, _ dx: Int, _ b: Int) -> Int { c[y + 2 + dy][x + 4 + dx][b] }
                let own = [
                    (0, -2), (-1, -1), (-1, 1), (-2, 0), (0, -4), (-1, -3), (-1, 3), (-2, -2),
                    (-2, 2),
                ].map { at($0.0, $0.1, b) }
                return subbands.filter { $0 != b }.reduce(own) { features, other in
                    features + [at(0, 0, other)]
                        + (subbands.count == 6
                            ? [] : [at(0, -2, other), at(-1, -1, other), at(-1, 1, other)])
                }
            }
            for y in 0..<h {
                for x in 0..<w
                where (x + y) % 2 == parity && y < codedH && x < codedW {
                    for b in subbands {
                        let near =
                            r[y + 1][x][b] + r[y + 1][x + 2][b] + r[y][x + 1][b]
                            + (subbands.lowerBound..<b).reduce(0) { $0 + r[y + 2][x + 1][$1] }
                        var sum = 0
                        if logits[y, x, b - subbands.lowerBound] == -128 { continue }
                        s[y][x][b] = symbol { d in
                            let v = Int(
                                logits[y, x, d * subbands.count + b - subbands.lowerBound])
                            let (f, o, g) = adaptations[b][d]
                            let n = d == 1 ? 0 : near
                            let seen = d == 1 ? signFeatures(y, x, b) : []
                            let signs = zip(weights[b], seen).reduce(0) { $0 + $1.0 * $1.1 }
                            let u = min(
                                max(
                                    wrapped(f * v + o + (g >> 12) * n + signs + 32768) >> 16,
                                    -128), 127)
                            let yes = decide(u)
                            let e =
                                (yes ? 65536 : 0) - Int(networks.probabilities[u + 128])
                            adaptations[b][d] = (
                                wrapped(f + (e * v) >> 9), wrapped(o + e >> 2),
                                wrapped(g + wrapped(e * n) >> 7)
                            )
                            if d != 1 && d != 4 { sum += e }
                            var k = 0
                            while seen.reduce(0, { $0 + $1 * $1 }) >> 12 >= 1 << k { k += 1 }
                            for (index, value) in seen.enumerated() {
                                weights[b][index] = wrapped(
                                    weights[b][index] + (e * value) >> (11 + k))
                            }
                            return yes
                        } rest: {
                            group(&coder, 3, 10) { _ in 32768 }
                        }
                        r[y + 2][x + 1][b] = sum >> 8
                        c[y + 2][x + 4][b] = seen(s[y][x][b...b])[0]
                    }
                }
            }
        }
        func context(
            _ network: IntegerNetwork, _ subbands: Range<Int>, anchors: Bool
        )
            -> IntegerTensor
        {
            network.run(
                tensor(h, w) { y, x in
                    let hidden = anchors && (x + y) % 2 == 1
                    return hidden
                        ? [Int](repeating: 0, count: 2 * subbands.count)
                        : seen(s[y][x][subbands])
                })
        }
        pass(net.lumaAnchors, [], 0..<3, 0)
        let a = context(net.lumaAnchorContext, 0..<3, anchors: true)
        pass(net.lumaNonAnchors, [a], 0..<3, 1)
        let b = context(net.crossComponentContext, 0..<3, anchors: false)
        pass(net.chromaAnchors, [b], 3..<9, 0)
        let c = context(net.chromaAnchorContext, 3..<9, anchors: true)
        pass(net.chromaNonAnchors, [b, c], 3..<9, 1)
        for y in 0..<h {
            for x in 0..<w { details[level][top + y][left + x] = s[y][x] }
        }
        return net.crossLevelContext?.run(
            tensor(h, w) { y, x in
                channels(features, y, x) + seen(s[y][x][...])
                    + [feature(quality(level + 1, top + y, left + x))]
            })
    }

    private func symbol(_ yes: (Int) -> Bool, rest: () -> Int) -> Int {
        guard yes(0) else { return 0 }
        let sign = yes(1) ? 1 : -1
        guard yes(2) else { return sign }
        guard yes(3) else { return 2 * sign }
        var t = 3
        while t <= 18, yes(4) { t += 1 }
        guard t == 19 else { return t * sign }
        return min(19 + rest(), 16383) * sign
    }

    // MARK: Picture, §7 to §9

    private func step(_ base: UInt32, _ quality: Int? = nil) -> Int {
        let quality = quality ?? self.quality
        func decay(_ i: Int) -> Int { Int((65536 * powTwo(-Double(i) / 20)).rounded()) }
        let (k, i, f) = (quality / 2000, quality / 100 % 20, quality % 100)
        let factor = decay(i) - ((decay(i) - decay(i + 1)) * f + 50) / 100
        return max(1, (Int(base) * factor + 1 << (15 + k)) >> (16 + k))
    }

    /// Modulo 2³², as `i32`.
    private func wrapped(_ x: Int) -> Int { Int(Int32(truncatingIfNeeded: x)) }

    private func coefficient(_ symbol: Int, _ step: Int) -> Int {
        wrapped(symbol * step + 32) >> 6
    }

    /// Undoes the lifting of a line.
    private func joined(_ even: [Int], _ odd: [Int]) -> [Int] {
        var (e, o) = (even, odd)
        let n = e.count
        func left(_ i: Int) -> Int { i == 0 ? o[0] : o[i - 1] }
        func right(_ i: Int) -> Int { i == n - 1 ? e[n - 1] : e[i + 1] }
        func less(_ x: Int, _ weight: Int, _ sum: Int) -> Int {
            wrapped(x - wrapped(weight * wrapped(sum) + 2048) >> 12)
        }
        for i in 0..<n { e[i] = less(e[i], 1817, left(i) + o[i]) }
        for i in 0..<n { o[i] = less(o[i], 3616, e[i] + right(i)) }
        for i in 0..<n { e[i] = less(e[i], -217, left(i) + o[i]) }
        for i in 0..<n { o[i] = less(o[i], -6497, e[i] + right(i)) }
        return (0..<2 * n).map { $0 % 2 == 0 ? e[$0 / 2] : o[$0 / 2] }
    }

    private func transposed(_ rows: [[Int]]) -> [[Int]] {
        rows[0].indices.map { x in rows.map { $0[x] } }
    }

    /// A component, or its LL subband of level `last`.
    private func component(_ k: Int, downTo last: Int = 0) -> [[Int]] {
        var plane = ll.map { $0.map { coefficient($0[k], step(networks.baseSteps.ll[k])) } }
        for level in (last..<levels).reversed() {
            func subband(_ b: Int) -> [[Int]] {
                let base = networks.baseSteps.details[level][3 * k + b]
                return details[level].enumerated().map { y, row in
                    row.enumerated().map { x, symbols in
                        let q =
                            level + 1 == levels ? quality : quality(level + 2, y / 2, x / 2)
                        return coefficient(symbols[3 * k + b], step(base, q))
                    }
                }
            }
            func columns(_ upper: [[Int]], _ lower: [[Int]]) -> [[Int]] {
                transposed(zip(transposed(upper), transposed(lower)).map { joined($0, $1) })
            }
            plane = zip(columns(plane, subband(1)), columns(subband(0), subband(2))).map {
                joined($0, $1)
            }
        }
        return plane
    }

    private func colour(_ l: Int, _ d: Int, _ e: Int) -> [Int] {
        let t = wrapped(21845 * e + 32768) >> 16
        return [l - t + (d >> 1), l + 2 * t, l - t - d + (d >> 1)].map(wrapped)
    }

    /// The samples at 1 / 2^r of the size, after `decode`. Spec wavelet §8.3.
    func reduced(_ r: Int) -> [UInt16] {
        let n = [43326, 28643, 18936, 12519][r - 1]
        let planes = (0..<3).map { k in
            component(k, downTo: r).map { $0.map { wrapped(($0 * n + 1 << 15) >> 16) } }
        }
        var samples: [UInt16] = []
        for y in 0..<(height + (1 << r) - 1) >> r {
            for x in 0..<(width + (1 << r) - 1) >> r {
                for value in colour(planes[0][y][x], planes[1][y][x], planes[2][y][x]) {
                    samples.append(sample(value))
                }
            }
        }
        return samples
    }

    /// Spec wavelet §8.2.
    private func sample(_ colour: Int) -> UInt16 {
        let rounding = depth == 12 ? 0 : 1 << (11 - depth)
        let value = (colour + rounding) >> (12 - depth) + 1 << (depth - 1)
        return UInt16(min(max(value, 0), 1 << depth - 1))
    }

    private func picture() -> [UInt16] {
        let (luma, red, green) = (component(0), component(1), component(2))
        func colour(_ y: Int, _ x: Int) -> [Int] {
            self.colour(luma[y][x], red[y][x], green[y][x])
        }
        let residual = networks.postFilter.run(
            tensor(paddedHeight / 4, paddedWidth / 4) { y, x in
                (0..<48).map { index in
                    let (c, i, j) = (index / 16, index / 4 % 4, index % 4)
                    return min(max(wrapped(colour(4 * y + i, 4 * x + j)[c] + 2) >> 2, -1024), 1023)
                } + [feature(quality(2, y, x))]
            })
        var samples: [UInt16] = []
        for y in 0..<height {
            for x in 0..<width {
                let reference = step(196608, quality(2, y / 4, x / 4))
                for (c, value) in colour(y, x).enumerated() {
                    let added = (Int(residual[y, x, c]) * reference + 32768) >> 16
                    samples.append(sample(value + added))
                }
            }
        }
        return samples
    }
}
