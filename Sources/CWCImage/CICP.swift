/// What the samples of a picture mean, in the coding-independent code points of ITU-T H.273. Spec cwc
/// §5.3.
///
/// Samples are R, G, B or grey, so the matrix coefficients are always 0.
public struct CICP: Hashable, Sendable {
    /// Colour primaries: 1 are those of BT.709 and sRGB, 9 of BT.2020, 12 of Display P3.
    public let primaries: UInt8
    /// Transfer characteristics: 13 are those of sRGB, 16 PQ, 18 HLG.
    public let transfer: UInt8
    /// Whether samples go from black at 0 to white at the largest; otherwise they have the range of video.
    public let isFullRange: Bool

    /// Code points from their parts. None is judged.
    public init(primaries: UInt8, transfer: UInt8, isFullRange: Bool = true) {
        self.primaries = primaries
        self.transfer = transfer
        self.isFullRange = isFullRange
    }
}
