/// How to decode.
public struct DecodingOptions: Hashable, Sendable {
    /// Threads that the network may use, at least 1. The result does not depend on it.
    public var threads: Int
    /// Whether pixels that differ from the file's checksum of them are refused. Without, one gets
    /// them anyway. Spec cwc §9.4.
    public var verifiesPixels: Bool
    /// Rows of codes that the network takes at a time, or nil for as many as suit the size. The
    /// result does not depend on it; it is there to prove that.
    package var stripHeight: Int?

    /// Options; by default one thread, and pixels are verified.
    ///
    /// - Precondition: There is at least one thread.
    public init(threads: Int = 1, verifiesPixels: Bool = true) {
        precondition(threads >= 1, "no thread to run on")
        self.threads = threads
        self.verifiesPixels = verifiesPixels
    }
}
