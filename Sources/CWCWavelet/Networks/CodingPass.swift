public import CWCNetwork

/// The four passes in which the detail subbands of a level are coded. Spec wavelet §4.3.
public enum CodingPass: CaseIterable, Hashable, Sendable {
    case lumaAnchors, lumaNonAnchors, chromaAnchors, chromaNonAnchors

    /// Subbands that the pass codes.
    public var subbands: Int {
        switch self {
        case .lumaAnchors, .lumaNonAnchors: WaveletGeometry.lumaSubbands
        case .chromaAnchors, .chromaNonAnchors: WaveletGeometry.chromaSubbands
        }
    }

    /// The first of its subbands among the nine of a level.
    public var firstSubband: Int {
        switch self {
        case .lumaAnchors, .lumaNonAnchors: 0
        case .chromaAnchors, .chromaNonAnchors: WaveletGeometry.lumaSubbands
        }
    }

    /// The positions that the pass codes.
    package var half: CheckerboardHalf {
        switch self {
        case .lumaAnchors, .chromaAnchors: .anchors
        case .lumaNonAnchors, .chromaNonAnchors: .nonAnchors
        }
    }

    /// The role of its probability head.
    public var head: NetworkRole {
        switch self {
        case .lumaAnchors: .lumaAnchors
        case .lumaNonAnchors: .lumaNonAnchors
        case .chromaAnchors: .chromaAnchors
        case .chromaNonAnchors: .chromaNonAnchors
        }
    }
}

/// The two halves of a level's positions, as on a checkerboard. *Anchors* are where row and column add
/// up to an even number; the neighbours of a non-anchor are anchors.
package enum CheckerboardHalf: Int {
    case anchors = 0
    case nonAnchors = 1

    /// Columns of a half when its positions stand side by side.
    package static func width(_ width: Int) -> Int { (width + 1) / 2 }

    /// The first column of a row.
    @inline(__always)
    package func firstColumn(_ row: Int) -> Int { (row + rawValue) & 1 }

    /// How many of a row's columns belong to the half.
    package func count(ofRow row: Int, width: Int) -> Int { (width - firstColumn(row) + 1) / 2 }
}
