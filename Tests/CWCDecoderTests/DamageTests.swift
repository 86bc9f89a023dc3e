import CWCDecoder
import CWCImage
import CWCModel
import CWCTestSupport
import Testing

@Suite struct DamageTests {
    static let samples = PayloadForm.allCases.map {
        Sample(
            width: 19, height: 11, channels: .rgbAlpha, form: $0,
            metadata: Metadata(exif: Array("II*\0".utf8)))
    }

    @Test("Every beginning of a file is truncated", arguments: samples.indices)
    func truncation(index: Int) throws {
        let bytes = Self.samples[index].bytes
        for count in bytes.indices {
            let error = try #require(throws: FormatError.self) {
                try ImageDecoder(Array(bytes[..<count]))
            }
            #expect(error.code == .truncated)
            #expect(error.offset <= count)
        }
    }

    @Test("Every flipped bit is noticed", arguments: samples.indices)
    func flippedBits(index: Int) {
        let bytes = Self.samples[index].bytes
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: FormatError.self) { try ImageDecoder(damaged) }
        }
    }

    /// What a fuzzer does: checksums of the sections are right, what they protect is not.
    @Test("Damage under right checksums is noticed by the pixels", arguments: samples.indices)
    func damagedPayloads(index: Int) throws {
        var random = SeededRandom(seed: 41)
        for _ in 0..<400 {
            var damaged = Self.samples[index]
            let payload = [\Container.importance, \.codes, \.alphaPayload].randomElement(
                using: &random)
            let path = try #require(payload)
            let place = damaged.container[keyPath: path].indices.randomElement(using: &random)
            damaged.container[keyPath: path][try #require(place)] ^=
                UInt8.random(in: 1...255, using: &random)
            let decoder = try ImageDecoder(damaged.bytes)
            do throws(FormatError) {
                try decoder.check(models: lookUp)
                // DEFLATE can say the same in two ways; nothing else may pass.
                #expect(try decoder.decode(models: lookUp) == damaged.expected)
            } catch {
                #expect(error.code.family == .malformed)
            }
        }
    }

    @Test("Payloads of random bytes", arguments: samples.indices)
    func randomPayloads(index: Int) throws {
        var random = SeededRandom(seed: 42)
        for _ in 0..<400 {
            var damaged = Self.samples[index]
            damaged.container.header.pixelChecksum = nil
            let count = Int.random(in: 0...9, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            damaged.container.codes = bytes[...]
            let decoder = try ImageDecoder(damaged.bytes)
            do throws(FormatError) {
                let image = try decoder.decode(models: lookUp)
                #expect(image.samples.count == 19 * 11 * 4)
            } catch {
                #expect(error.code.family == .malformed)
                #expect(error.section.hasPrefix("seed §5"))
            }
        }
    }
}

extension Container {
    /// The alpha payload of a file that has one.
    fileprivate var alphaPayload: ArraySlice<UInt8> {
        get { alpha ?? [] }
        set { alpha = newValue }
    }
}
