package import CWCModel
import CWCSeed
import CWCWavelet

/// The codec families that this package has. A new one is a module of its own and a line here.
package enum Families {
    /// All of them.
    package static let all: [any CodecFamily] = [SeedFamily.shared, WaveletFamily.shared]
}
