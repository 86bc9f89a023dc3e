public import CWCNetwork

// The networks of the seed family. Spec seed §6.2.
extension NetworkRole {
    /// Picture to features: `[H, W, 3]` to `[H/8, W/8, C]`.
    public static let features = NetworkRole(code: 1, name: "features")
    /// Features to code logits: the sign of each decides a bit.
    public static let codes = NetworkRole(code: 2, name: "codes")
    /// Features to importance logits, one channel.
    public static let importance = NetworkRole(code: 3, name: "importance")
    /// Masked codes back to the picture.
    public static let synthesis = NetworkRole(code: 4, name: "synthesis")

    /// All of them, in the order of model files and checkpoints.
    public static let seed: [NetworkRole] = [.features, .codes, .importance, .synthesis]
}
