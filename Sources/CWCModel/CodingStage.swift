/// What a codec is busy with. Libraries have no clock; who wants to know the time that each stage
/// takes asks to be told when one begins.
package enum CodingStage: String, CaseIterable, Hashable, Sendable {
    /// Map, codes and alpha from or to their payloads.
    case entropy
    /// Networks.
    case network
    /// Samples to and from what the networks take, and their checksum.
    case pixels

    /// Called when a stage begins.
    package typealias Observer = (CodingStage) -> Void
}
