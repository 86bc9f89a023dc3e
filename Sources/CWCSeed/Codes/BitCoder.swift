import CWCBitstream

/// One direction of coding. A writer stores the value that it is shown, a reader replaces it with
/// the one that was stored.
///
/// What is coded, and in which order, is written once over this protocol, so that encoder and
/// decoder cannot disagree.
protocol BitCoder {
    associatedtype Failure: Error

    /// Codes an integer of `bits` bits, at most 8.
    mutating func code(_ value: inout UInt8, bits: Int) throws(Failure)
}

extension BitReader: BitCoder {
    mutating func code(_ value: inout UInt8, bits: Int) throws(BitstreamError) {
        value = UInt8(try read(bits: bits))
    }
}

extension BitWriter: BitCoder {
    mutating func code(_ value: inout UInt8, bits: Int) {
        write(UInt32(value), bits: bits)
    }
}
