/// What the decoder and the encoder of Netpbm's formats share.
enum Netpbm {
    /// What Netpbm calls white space.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
