import CWCTestSupport
import Testing

/// The corpus is made of these pictures: a change of a single bit would change all of it.
@Suite struct DrawingTests {
    /// FNV-1a with 64 bits.
    private func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    @Test func sameBytesOnEveryMachine() {
        #expect(hash(Drawing.landscape(width: 96, height: 64)) == 0x45AE_7D89_9A32_E574)
        #expect(hash(Drawing.landscape(width: 40, height: 90, seed: 3)) == 0x1EB5_711A_FADE_282B)
        #expect(hash(Drawing.gradient(width: 50, height: 40)) == 0xD093_746C_AD05_A447)
        #expect(hash(Drawing.checker(width: 50, height: 40, side: 3)) == 0x1A04_612E_9CB5_3CFF)
        #expect(hash(Drawing.noise(width: 50, height: 40)) == 0x04CF_3D78_2207_F2C2)
        #expect(hash(Drawing.lineArt(width: 120, height: 100)) == 0x0D7C_6E4F_AA29_C0D8)
        #expect(
            hash(Drawing.grey(Drawing.gradient(width: 50, height: 40))) == 0x1328_75AD_675A_D57E)
    }

    @Test(arguments: [(1, 1), (1, 9), (9, 1), (300, 2), (2, 300)])
    func anySize(size: (Int, Int)) {
        let (width, height) = size
        let count = 3 * width * height
        #expect(Drawing.landscape(width: width, height: height).count == count)
        #expect(Drawing.lineArt(width: width, height: height).count == count)
        #expect(Drawing.gradient(width: width, height: height).count == count)
        #expect(Drawing.checker(width: width, height: height).count == count)
        #expect(Drawing.noise(width: width, height: height).count == count)
    }
}
