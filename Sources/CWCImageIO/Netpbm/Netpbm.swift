/// The binary formats of Netpbm: PGM (`P5`), PPM (`P6`) and PAM (`P7`).
enum Netpbm {
    /// What Netpbm calls white space.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
