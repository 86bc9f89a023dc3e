import CWCContainer
import Testing

@testable import CWCWavelet

/// A tile whose coarsest stream is lost is filled from what is around it.
@Suite struct TileConcealmentTests {
    /// Three rows of three tiles, the last ones cut off; level 3 of a whole tile has 32 × 32 positions.
    private func symbols() throws -> TileSymbols {
        TileSymbols(
            WaveletGeometry(imageWidth: 600, imageHeight: 530, levels: 3),
            try #require(Tiling(side: 256)))
    }

    /// A tile in which each component has one value everywhere.
    private func flat(_ value: Int16, _ tile: Int, of symbols: TileSymbols) -> SubbandSymbols {
        var flat = SubbandSymbols(llOf: symbols.tiles[tile].geometry)
        for index in flat.ll.indices { flat.ll[index] = value - Int16(index % 3) }
        return flat
    }

    @Test func amongEqualNeighboursNothingIsSeen() throws {
        for tile in 0..<9 {
            let symbols = try symbols()
            for other in 0..<9 where other != tile {
                symbols[other] = flat(-70, other, of: symbols)
            }
            symbols.conceal(tile)
            #expect(symbols[tile]?.ll == flat(-70, tile, of: symbols).ll)
            #expect(symbols[tile]?.details.allSatisfy(\.isEmpty) == true)
        }
    }

    @Test func betweenTwoNeighboursItGoesOver() throws {
        let symbols = try symbols()
        symbols[3] = flat(0, 3, of: symbols)
        symbols[5] = flat(330, 5, of: symbols)
        symbols.conceal(4)
        let ll = try #require(symbols[4]).ll
        for y in 0..<32 {
            let row = (0..<32).map { ll[(y * 32 + $0) * 3] }
            #expect(row == row.sorted() && row[0] < 20 && row[31] > 310)
        }
    }

    /// What is below may not be decoded yet, and without any neighbour there is only grey.
    @Test func whatIsBelowIsNotLookedAt() throws {
        let symbols = try symbols()
        symbols[7] = flat(90, 7, of: symbols)
        symbols.conceal(4)
        #expect(symbols[4]?.ll.allSatisfy { $0 == 0 } == true)
    }
}
