import CWCBitstream
import CWCContainer
import CWCImage
import CWCModel
import CWCNetwork
import CWCTestSupport
import Testing

@testable import CWCWavelet

@Suite struct SubbandCoderTests {
    /// Sizes in pixels; some need padding, one is a single pixel.
    static let sizes = [(1, 1), (5, 3), (16, 16), (33, 18)]

    private func networks(levels: Int = 2, seed: UInt64 = 1) throws -> WaveletNetworks {
        var random = SeededRandom(seed: seed)
        return try .tiny(levels: levels, using: &random)
    }

    /// Symbols of all kinds: mostly small, some as large as there are.
    private func symbols(_ geometry: WaveletGeometry, seed: UInt64) -> SubbandSymbols {
        var random = SeededRandom(seed: seed)
        func draw(_: Int16) -> Int16 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0: Int16.random(in: -16383...16383, using: &random)
            case 1: [-16383, 16383, 18, -19, 20, 26, 27].randomElement(using: &random) ?? 0
            case 2..<10: Int16.random(in: -4...4, using: &random)
            default: 0
            }
        }
        var symbols = SubbandSymbols(geometry)
        symbols.ll = symbols.ll.map(draw)
        symbols.details = symbols.details.map { $0.map(draw) }
        return symbols
    }

    @Test(arguments: sizes)
    func symbolsComeBack(width: Int, height: Int) throws {
        let networks = try networks()
        let geometry = WaveletGeometry(imageWidth: width, imageHeight: height, levels: 2)
        let symbols = symbols(geometry, seed: UInt64(width))
        let coder = SubbandCoder(networks, geometry, quality: 4321, threads: 1)
        let coded = coder.coded(symbols, nil)
        #expect(coded.streams.count == 3)
        let decoded = try coder.decoded(coded.streams.map { $0[...] }, hasImportance: false)
        #expect(decoded == coded.symbols)
        // What lies in the picture and is not certain to be 0 comes back as it was.
        for (given, level) in zip(symbols.details, coded.symbols.details) {
            for (a, b) in zip(given, level) { #expect(b == a || b == 0) }
        }
        #expect(coded.symbols.ll == symbols.ll)
    }

    @Test func bytesDependOnNeitherKernelsNorThreads() throws {
        var random = SeededRandom(seed: 5)
        let model = try Model.tinyWavelet(using: &random)
        let geometry = WaveletGeometry(imageWidth: 60, imageHeight: 150, levels: 2)
        let symbols = symbols(geometry, seed: 9)
        var payloads: Set<[[UInt8]]> = []
        for instructions in InstructionSet.available {
            for threads in 1...3 {
                let networks = try #require(model.using(instructions).wavelet)
                let coder = SubbandCoder(networks, geometry, quality: 100, threads: threads)
                payloads.insert(coder.coded(symbols, nil).streams)
            }
        }
        #expect(payloads.count == 1)
    }

    /// What this package decodes is what the specification says.
    @Test(arguments: sizes, [0, 4321, 10_000])
    func decodesAsSpecified(size: (Int, Int), quality: Int) throws {
        try decodesAsSpecified(
            size, levels: 2, QualityMap(quality: quality), seed: UInt64(quality + size.0))
    }

    /// The same where each part has its own quality, some beyond the ends of the scale; from five
    /// levels on a position can have many cells.
    @Test(arguments: [(2, 33, 18), (4, 40, 70), (6, 150, 90)], [1500, 9000])
    func decodesAsSpecifiedWithAMap(shape: (Int, Int, Int), quality: Int) throws {
        let (levels, width, height) = shape
        var random = SeededRandom(seed: UInt64(width + quality))
        let geometry = WaveletGeometry(imageWidth: width, imageHeight: height, levels: levels)
        let size = WaveletImportanceMap.size(width: geometry.width, height: geometry.height)
        let importance = WaveletImportanceMap(
            width: size.width, height: size.height,
            offsets: (0..<size.height * size.width).map { _ in
                Int8.random(in: WaveletImportanceMap.legal, using: &random)
            })
        try decodesAsSpecified(
            (width, height), levels: levels,
            QualityMap(quality: quality, importance: importance), seed: 4)
    }

    /// The same in tiles, whole ones and some that the border cuts off.
    @Test(arguments: [(2, 300, 270, 256), (4, 513, 100, 256), (3, 520, 260, 512)])
    func decodesAsSpecifiedInTiles(shape: (Int, Int, Int, Int)) throws {
        let (levels, width, height, side) = shape
        var random = SeededRandom(seed: UInt64(width))
        let geometry = WaveletGeometry(imageWidth: width, imageHeight: height, levels: levels)
        let size = WaveletImportanceMap.size(width: geometry.width, height: geometry.height)
        let importance = WaveletImportanceMap(
            width: size.width, height: size.height,
            offsets: (0..<size.height * size.width).map { _ in
                Int8.random(in: -3...3, using: &random)
            })
        try decodesAsSpecified(
            (width, height), levels: levels,
            QualityMap(quality: 5000, importance: importance), seed: 4, tileSide: side)
    }

    /// The same symbols give more of each sample.
    @Test(arguments: [SampleDepth.ten, .twelve])
    func decodesAsSpecifiedAtOtherDepths(depth: SampleDepth) throws {
        try decodesAsSpecified(
            (45, 38), levels: 3, QualityMap(quality: 9000), seed: 4, depth: depth)
    }

    private func decodesAsSpecified(
        _ size: (Int, Int), levels: Int, _ qualityMap: QualityMap, seed: UInt64,
        tileSide: Int? = nil, depth: SampleDepth = .eight
    ) throws {
        let (width, height) = size
        let networks = try networks(levels: levels, seed: seed)
        let geometry = WaveletGeometry(imageWidth: width, imageHeight: height, levels: levels)
        let tiling = try #require(tileSide.map { Tiling(side: $0) } ?? Tiling.none)
        let coder = TiledCoder(
            networks, geometry, tiling, quality: qualityMap.quality, threads: 2)
        let (symbols, streams) = coded(
            symbols(geometry, seed: UInt64(width)), networks, tiling, qualityMap)
        let decoded = coder.makeSymbols()
        let faults = coder.decode(
            Array(decoded.tiles.indices), of: streams, resolutions: streams.resolutions,
            to: decoded)
        #expect(faults.isEmpty)
        for tile in symbols.tiles.indices { #expect(decoded[tile] == symbols[tile]) }
        #expect(try coder.importance(of: streams) == qualityMap.importance)

        var specified = SpecifiedDecoder(
            networks: networks, quality: qualityMap.quality, width: width, height: height,
            tileSide: tileSide)
        specified.depth = depth.bits
        let expected = try specified.decode(
            (0..<streams.resolutions).map { resolution in
                (0..<streams.tiles).map { Array(streams[resolution, $0]) }
            }, hasImportance: streams.hasImportance)
        expectSymbols(symbols, specified)
        let scale = SampleScale(depth)
        var random = SeededRandom(seed: seed)
        let picture = Picture(width: width, height: height, samples: expected)
        try expectRegions(of: picture, &random) { region, threads, body in
            WaveletReconstruction(networks, geometry, qualityMap).rows(
                region, at: scale, of: symbols, threads: threads, body)
        }
        for level in 1...min(4, levels) {
            let reduced = Picture(
                width: (width - 1) >> level + 1, height: (height - 1) >> level + 1,
                samples: specified.reduced(level))
            try expectRegions(of: reduced, &random) { region, threads, body in
                ReducedReconstruction(networks, level: level, qualityMap).rows(
                    region, at: scale, of: symbols, threads: threads,
                    provide: { (_, _) throws(Never) in }, body)
            }
        }
    }

    /// Codes a picture's symbols tile by tile.
    private func coded(
        _ symbols: SubbandSymbols, _ networks: WaveletNetworks, _ tiling: Tiling,
        _ qualityMap: QualityMap
    ) -> (symbols: TileSymbols, streams: Streams) {
        let geometry = symbols.geometry
        let tiles = TileSymbols(geometry, tiling)
        let coded = tiles.tiles.map { tile in
            SubbandCoder(networks, tile.geometry, quality: qualityMap.quality, threads: 2)
                .coded(symbols.part(tile), qualityMap.importance?.part(tile))
        }
        for (index, part) in coded.enumerated() { tiles[index] = part.symbols }
        return (
            tiles,
            StreamLayout(levels: geometry.levels).streams(
                ofTiles: coded.map(\.streams), hasImportance: qualityMap.importance != nil)
        )
    }

    private func expectSymbols(_ symbols: TileSymbols, _ specified: SpecifiedDecoder) {
        let levels = symbols.geometry.levels
        for (index, tile) in symbols.tiles.enumerated() {
            let (rows, columns) = (tile.rows(levels), tile.columns(levels))
            let ll = specified.ll[rows].flatMap { $0[columns].flatMap { $0 } }
            #expect(symbols[index]?.ll.map(Int.init) == ll)
            for level in 1...levels {
                let details = specified.details[level - 1][tile.rows(level)].flatMap {
                    $0[tile.columns(level)].flatMap { $0 }
                }
                #expect(symbols[index]?.details[level - 1].map(Int.init) == details)
            }
        }
    }

    private typealias Picture = (width: Int, height: Int, samples: [UInt16])

    /// The whole picture and some of its regions come out as they should.
    private func expectRegions(
        of picture: Picture, _ random: inout SeededRandom,
        _ rows: (ImageRegion, _ threads: Int, (Int, Span<Int16>) -> Void) -> Void
    ) throws {
        for round in 0..<6 {
            let columns = (0..<2).map { _ in Int.random(in: 0..<picture.width, using: &random) }
                .sorted()
            let lines = (0..<2).map { _ in Int.random(in: 0..<picture.height, using: &random) }
                .sorted()
            let region =
                round == 0
                ? ImageRegion(width: picture.width, height: picture.height)
                : ImageRegion(
                    x: columns[0], y: lines[0], width: columns[1] - columns[0] + 1,
                    height: lines[1] - lines[0] + 1)
            let expected = region.rows.flatMap { y in
                picture.samples[((y * picture.width + region.x) * 3)...].prefix(3 * region.width)
            }
            var samples: [UInt16] = []
            var next = region.y
            rows(region, 1 + round % 3) { y, colours in
                #expect(y == next)
                next += 1
                for index in colours.indices { samples.append(UInt16(colours[index])) }
            }
            #expect(samples == expected, "\(region)")
        }
    }

    /// The largest symbols at the coarsest quality: sums wrap, and nothing traps.
    @Test(arguments: [Int16(16383), -16383])
    func extremesDoNotTrap(symbol: Int16) throws {
        let geometry = WaveletGeometry(imageWidth: 40, imageHeight: 40, levels: 3)
        var symbols = SubbandSymbols(geometry)
        for index in symbols.ll.indices { symbols.ll[index] = index % 2 == 0 ? symbol : -symbol }
        for level in symbols.details.indices {
            for index in symbols.details[level].indices {
                symbols.details[level][index] = index % 3 == 0 ? symbol : -symbol
            }
        }
        let networks = try networks(levels: 3)
        let coder = SubbandCoder(networks, geometry, quality: 0, threads: 1)
        let coded = coder.coded(symbols, nil)
        #expect(
            try coder.decoded(coded.streams.map { $0[...] }, hasImportance: false)
                == coded.symbols)
        let tiles = TileSymbols(geometry, .none)
        tiles[0] = symbols
        var count = 0
        WaveletReconstruction(networks, geometry, QualityMap(quality: 0)).rows(
            ImageRegion(width: 40, height: 40), at: SampleScale(.eight), of: tiles, threads: 1
        ) { _, row in count += row.count }
        #expect(count == 4800)
    }

    /// Damage gives an error or other symbols, in time that the size bounds.
    @Test func damagedPayloadsAreRefusedOrReadAsOthers() throws {
        var random = SeededRandom(seed: 77)
        let geometry = WaveletGeometry(imageWidth: 24, imageHeight: 20, levels: 2)
        let coder = SubbandCoder(try networks(), geometry, quality: 5000, threads: 1)
        let sound = coder.coded(symbols(geometry, seed: 3), nil).streams
        var refused = 0
        for round in 0..<150 {
            var streams = sound
            let index = round % streams.count
            var bytes = streams[index]
            switch round / 3 % 3 {
            case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
            case 1: bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x41
            default: bytes = (0..<round).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            streams[index] = bytes
            do throws(FormatError) {
                let decoded = try coder.decoded(streams.map { $0[...] }, hasImportance: false)
                #expect(coder.coded(decoded, nil).streams == streams)
            } catch {
                #expect(error.code == .badPayload && error.section == "wavelet §4.1")
                refused += 1
            }
        }
        #expect(refused > 100)
        for index in sound.indices {
            var longer = sound
            longer[index].append(0)
            #expect(throws: FormatError.self) {
                try coder.decoded(longer.map { $0[...] }, hasImportance: false)
            }
        }
    }

    /// The symbol of least cost never costs more than the nearest one.
    @Test func optimizedSymbolsCostNoMore() throws {
        var random = SeededRandom(seed: 8)
        let networks = try networks()
        let geometry = WaveletGeometry(imageWidth: 40, imageHeight: 32, levels: 2)
        let coder = SubbandCoder(networks, geometry, quality: 5000, threads: 1)
        let coefficients = ScaledCoefficients(
            ll: SubbandSymbols(geometry).ll,
            details: SubbandSymbols(geometry).details.map { level in
                level.map { _ in Int32.random(in: -900...900, using: &random) }
            })
        func error(_ symbols: SubbandSymbols) -> Int {
            zip(symbols.details.joined(), coefficients.details.joined()).reduce(0) {
                let distance = Int($1.1) - 256 * Int($1.0)
                return $0 + distance * distance
            }
        }
        let exact = coder.optimized(coefficients, LambdaMap(0), nil)
        let cheap = coder.optimized(coefficients, LambdaMap(40), nil)
        #expect(error(cheap.symbols) > error(exact.symbols))
        #expect(cheap.streams.joined().count < exact.streams.joined().count)
        #expect(
            try coder.decoded(cheap.streams.map { $0[...] }, hasImportance: false)
                == cheap.symbols)
    }

    /// Where little error shows λ is larger, and the mean of a level is as asked for; steps that are
    /// coarser already count.
    @Test func lambdaFollowsVisibility() throws {
        var random = SeededRandom(seed: 21)
        let geometry = WaveletGeometry(imageWidth: 64, imageHeight: 64, levels: 4)
        // Its right half is busy.
        let pixels = (0..<64 * 64).flatMap { index in
            let value = index % 64 < 32 ? 128 : UInt8.random(in: 0...255, using: &random)
            return [value, value, value]
        }
        let visibility = ErrorVisibility(pixels: pixels, width: 64, height: 64)
        let baseSteps = try networks(levels: 4).baseSteps
        func lambda(_ map: [Int8]?) -> LambdaMap {
            let importance = map.map { WaveletImportanceMap(width: 4, height: 4, offsets: $0) }
            return LambdaMap(
                mean: 12, visibility, baseSteps, QualityMap(quality: 5000, importance: importance),
                geometry)
        }
        func costs(_ lambda: LambdaMap, _ level: Int) -> [Int64] {
            let (height, width) = geometry.size(level)
            return (0..<height * width).map {
                lambda.level(level - 1).cost(ofBits: 4096, at: 9 * $0 + 4)
            }
        }
        for level in 1...4 {
            let costs = costs(lambda(nil), level)
            let width = geometry.size(level).width
            #expect(costs[0] * 3 < costs[width - 1])
            let mean = costs.reduce(0, +) / Int64(costs.count)
            #expect(abs(mean - 12 * 4096) < 12 * 4096 / 50)
        }
        // Steps of twice the size on the right: a quarter of λ there, in squares of them.
        let coarser = costs(lambda((0..<16).map { $0 % 4 < 2 ? 0 : -4 }), 1)
        let even = costs(lambda(nil), 1)
        let ratio = Double(coarser[31] * even[0]) / Double(coarser[0] * even[31])
        #expect(abs(ratio - 0.25) < 0.01)
        #expect(LambdaMap(12).level(2).cost(ofBits: 4096, at: 5) == 12 * 4096)
    }

    @Test func logarithmsAreRoundedToNearest() {
        for m in 0...255 {
            let exact = min(127, (16 * logTwo(Double(m + 1))).rounded())
            #expect(Double(SymbolChannels.logarithms[m]) == exact)
        }
    }
}
