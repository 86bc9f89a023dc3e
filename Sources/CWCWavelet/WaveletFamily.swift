package import CWCModel

/// The wavelet family: quantized coefficients of an integer wavelet, coded under probabilities that
/// small networks estimate, and a post-filter that restores the decoded picture. Spec wavelet.
///
/// The folders are the stages, in the order of decoding: `Coding` with the context networks of
/// `Networks` gives symbols, `Quantization` makes them coefficients, `Transform` and `Synthesis` make
/// those a picture. `Encoding` chooses what is sent.
package final class WaveletFamily: CodecFamily {
    package let number: UInt8 = 2
    package let name = "wavelet"

    private init() {}

    /// The family.
    package static let shared = WaveletFamily()

    package func makeContent() -> any ModelContent { WaveletContent() }
}
