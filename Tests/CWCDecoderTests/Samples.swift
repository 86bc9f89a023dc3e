import CWCContainer
import CWCImage
import CWCModel
import CWCNetwork
import CWCSeed
import CWCTestSupport

/// The model of these tests: few weights, all kinds of layers.
let tiny: Model = {
    var random = SeededRandom(seed: 7)
    // It has passed all checks, or none of the tests here can run.
    guard let model = try? Model.tiny(using: &random) else { fatalError("no test model") }
    return model
}()

/// Finds the model of these tests and no other.
func lookUp(_ id: ModelID) -> Model? { id == tiny.id ? tiny : nil }

/// A file with random map, codes and alpha, and what it is made of.
struct Sample {
    var container: Container
    let map: SeedImportanceMap
    let codes: CodeTensor
    let alpha: [UInt8]?

    var bytes: [UInt8] { container.serialized() }

    /// The sample of a seed; form and checksum do not change what is random in it.
    init(
        width: Int, height: Int, channels: Channels = .rgb, form: PayloadForm = .deflate,
        storesChecksum: Bool = true, metadata: Metadata = Metadata(), seed: UInt64 = 1
    ) {
        var random = SeededRandom(seed: seed)
        let geometry = CodeGeometry(
            imageWidth: width, imageHeight: height, scale: 8, planes: TinyArchitecture.planes,
            levels: TinyArchitecture.levels)
        let map = SeedImportanceMap(
            geometry: geometry,
            levels: (0..<geometry.positions).map { _ in
                UInt8.random(in: 0..<UInt8(geometry.levels), using: &random)
            })
        self.map = map
        codes = CodeTensor(
            bits: (0..<geometry.positions * geometry.planes).map { _ in
                UInt8.random(in: 0...1, using: &random)
            }, keptBy: map)
        let alpha: [UInt8]? =
            channels.hasAlpha
            ? (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &random) } : nil
        self.alpha = alpha
        container = Container(
            header: ImageHeader(
                width: width, height: height, channels: channels, payloadForm: form,
                model: tiny.id),
            metadata: metadata,
            importance: map.payload(form), codes: codes.payload(form, keptBy: map),
            alpha: alpha.map {
                AlphaPlane(width: width, height: height, samples: $0.map { UInt16($0) }).payload()
            })
        if storesChecksum { container.header.pixelChecksum = expected.checksum }
    }

    /// What the file decodes to, computed sample by sample from Spec cwc §9.
    var expected: RasterImage {
        let header = container.header
        let geometry = map.geometry
        let output = tiny.synthesis.run(
            IntegerTensor(
                height: geometry.height, width: geometry.width, channels: geometry.planes,
                values: codes.bits.map { Int16($0) }))
        var samples: [UInt8] = []
        for y in 0..<header.height {
            for x in 0..<header.width {
                let color = (0..<3).map { Int(output[y, x, $0]) }
                if header.channels.hasColor {
                    samples += color.map { UInt8($0) }
                } else {
                    samples.append(UInt8((color[0] + 2 * color[1] + color[2] + 2) / 4))
                }
                if let alpha { samples.append(alpha[y * header.width + x]) }
            }
        }
        return RasterImage(
            width: header.width, height: header.height, channels: header.channels,
            samples: samples, metadata: container.metadata)
    }
}
