/// How large a network may be. The only place with these numbers. Spec model §4.8.
public enum NetworkLimits {
    /// Channels of any tensor.
    public static let channels = 1024
    /// Rows of a kernel; also the largest stride and the largest factor of a pixel shuffle.
    public static let kernel = 16
    /// Lists within lists; the network's own list is the first.
    public static let depth = 4
    /// Layers of a network, those in the bodies of residuals included.
    public static let layers = 1024
    /// Product of a network's strides, and product of its shuffle factors.
    public static let scaling = 256
    /// Multiply–adds of all networks of a model for each pixel: several times what a codec on a CPU can
    /// spend.
    public static let multiplyAddsPerPixel = 1 << 18
    /// Right shifts of a leaky rectifier: no more change a value of 16 bits.
    public static let leaks = 1...15
    /// Right shifts of a requantization: the rounding term and the product fit 64 bits.
    public static let shifts: ClosedRange<UInt8> = 1...62
}
