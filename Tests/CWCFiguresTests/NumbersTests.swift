import CWCFigures
import Testing

@Suite struct NumbersTests {
    @Test(arguments: [
        (0, 0, "0"), (0, 3, "0.000"), (1.25, 1, "1.3"), (-1.25, 1, "-1.3"), (2.5, 0, "3"),
        (0.0004, 3, "0.000"), (-0.0004, 3, "0.000"), (0.0005, 3, "0.001"), (12.0625, 4, "12.0625"),
        (999.9996, 3, "1000.000"), (3.05, 2, "3.05"), (.infinity, 2, "inf"), (1e20, 1, "1e+20"),
    ])
    func decimals(value: Double, count: Int, text: String) {
        #expect(fixed(value, count) == text)
    }
}
