public import CWCNetwork

// The networks of the wavelet family, in the order of coding. Spec wavelet §6.2.
extension NetworkRole {
    /// LL subbands and quality to the features of the coarsest level.
    public static let llContext = NetworkRole(code: 16, name: "ll_context")
    /// Features, symbols and quality of a level to the features of the next finer one.
    public static let crossLevelContext = NetworkRole(
        code: 17, name: "cross_level_context", isPerLevel: true)
    /// Probability heads of the four passes, and what earlier passes tell them.
    public static let lumaAnchors = NetworkRole(
        code: 18, name: "luma_anchors", isPerLevel: true)
    public static let lumaAnchorContext = NetworkRole(
        code: 19, name: "luma_anchor_context", isPerLevel: true)
    public static let lumaNonAnchors = NetworkRole(
        code: 20, name: "luma_non_anchors", isPerLevel: true)
    public static let crossComponentContext = NetworkRole(
        code: 21, name: "cross_component_context", isPerLevel: true)
    public static let chromaAnchors = NetworkRole(
        code: 22, name: "chroma_anchors", isPerLevel: true)
    public static let chromaAnchorContext = NetworkRole(
        code: 23, name: "chroma_anchor_context", isPerLevel: true)
    public static let chromaNonAnchors = NetworkRole(
        code: 24, name: "chroma_non_anchors", isPerLevel: true)
    /// The decoded picture and quality to what is added to it.
    public static let postFilter = NetworkRole(code: 25, name: "post_filter")

    /// All of them.
    public static let wavelet: [NetworkRole] = [
        .llContext, .crossLevelContext, .lumaAnchors, .lumaAnchorContext, .lumaNonAnchors,
        .crossComponentContext, .chromaAnchors, .chromaAnchorContext, .chromaNonAnchors,
        .postFilter,
    ]
}
