import CWCContainer
import Testing

@Suite struct ModelIDTests {
    @Test(arguments: [
        "0123456789abcdef", "0000000000000000", "ffffffffffffffff", "00000000000000a0",
    ])
    func digitsSurvive(digits: String) throws {
        let model = try #require(ModelID(digits))
        #expect(model.description == digits)
        #expect(ModelID(model.bytes) == model)
        #expect(ModelID(digits.uppercased()) == model)
    }

    @Test func digitsStandInTheOrderOfTheBytes() {
        #expect(sampleModel.description == "0123456789abcdef")
        #expect(sampleModel.bytes == [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])
    }

    @Test(arguments: [
        "", "0123456789abcde", "0123456789abcdef0", "+123456789abcdef", "0123456789abcdeg",
        "0123456789abcde\u{FF16}",
    ])
    func othersAreNotIDs(text: String) {
        #expect(ModelID(text) == nil)
    }
}
