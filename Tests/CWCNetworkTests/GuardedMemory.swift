/// Aligned memory between two runs of guard bytes, poisoned throughout.
final class GuardedMemory {
    static let poison: UInt8 = 0x5A
    private static let guardCount = 64

    private let base: UnsafeMutableRawPointer
    private let byteCount: Int

    init(byteCount: Int) {
        self.byteCount = byteCount
        let total = byteCount + 2 * Self.guardCount
        base = .allocate(byteCount: total, alignment: 64)
        base.initializeMemory(as: UInt8.self, repeating: Self.poison, count: total)
    }

    deinit { base.deallocate() }

    /// The first byte between the guards.
    var start: UnsafeMutableRawPointer { base + Self.guardCount }

    /// What lies between the guards.
    var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: start, count: byteCount)) }

    /// The same as integers.
    var int16s: [Int16] {
        (0..<byteCount / 2).map { start.load(fromByteOffset: 2 * $0, as: Int16.self) }
    }

    /// Whether nobody wrote to the guards.
    var isIntact: Bool {
        let guards = [base, start + byteCount].map { (guarded: UnsafeMutableRawPointer) in
            UnsafeRawBufferPointer(start: guarded, count: Self.guardCount)
        }
        return guards.joined().allSatisfy { $0 == Self.poison }
    }
}
