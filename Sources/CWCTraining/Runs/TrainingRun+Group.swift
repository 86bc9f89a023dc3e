import CWCBitstream
import CWCTorch

/// Training by several processes together.
///
/// Each draws its own crops, and the mean of their gradients moves the weights of all. Whatever a
/// checkpoint holds is the same on every process between two steps, random state included: any
/// number of processes can go on from it.
extension TrainingRun {
    /// Whether this process writes the files of the run.
    var isWriter: Bool { ProcessGroup.rank == 0 }

    /// One step, on crops that no other process draws.
    func advance(reporting: Bool) throws -> StepFigures? {
        guard ProcessGroup.size > 1 else {
            return try task.advance(on: pictures, reporting: reporting)
        }
        var common = task.random
        task.random = TrainingRandom(seed: common.next()).forRank(ProcessGroup.rank)
        defer { task.random = common }
        return try task.advance(on: pictures, reporting: reporting)
    }

    /// Gives every process the weights of rank 0.
    func spread() throws {
        guard ProcessGroup.size > 1 else { return }
        let own = isWriter ? try task.checkpoint().serialized() : []
        let bytes = try ProcessGroup.broadcast(own, over: task.device)
        if !isWriter { try task.restore(SafeTensors(parsing: bytes)) }
    }

    /// Trains along with rank 0, which alone logs, validates and saves.
    func follow(report: (String) -> Void) throws {
        var checksum: UInt32?
        while task.step < task.stepCount {
            _ = try advance(reporting: false)
            if task.step % checkpointInterval == 0 || task.step == task.stepCount {
                checksum = try agreed(task.checkpoint().serialized())
            }
        }
        if let checksum { reportAgreement(checksum, report) }
    }

    /// Says what all processes have agreed on.
    func reportAgreement(_ checksum: UInt32, _ report: (String) -> Void) {
        let digits = String(checksum, radix: 16)
        let padded = String(repeating: "0", count: 8 - digits.count) + digits
        report("rank \(ProcessGroup.rank) of \(ProcessGroup.size): checkpoint \(padded)")
    }

    /// Checks that every process would write the same checkpoint.
    ///
    /// - Returns: The checksum of it; nil where there is one process.
    /// - Throws: Which process differs from rank 0.
    func agreed(_ checkpoint: [UInt8]) throws -> UInt32? {
        guard ProcessGroup.size > 1 else { return nil }
        let checksum = CRC32.checksum(of: checkpoint[...])
        // A sum in which everyone has two places of its own; 16 bits are exact in a float.
        var halves = [Float](repeating: 0, count: 2 * ProcessGroup.size)
        halves[2 * ProcessGroup.rank] = Float(checksum >> 16)
        halves[2 * ProcessGroup.rank + 1] = Float(checksum & 0xFFFF)
        let table = try Tensor(halves, device: task.device)
        try ProcessGroup.sum(table)
        halves = try table.floats()
        for rank in 1..<ProcessGroup.size
        where halves[2 * rank] != halves[0] || halves[2 * rank + 1] != halves[1] {
            throw LogError(
                description: "the weights of rank \(rank) differ from those of rank 0"
                    + " after step \(task.step)")
        }
        return checksum
    }
}

extension TrainingRandom {
    /// Another sequence for each rank.
    func forRank(_ rank: Int) -> TrainingRandom {
        var mixed = TrainingRandom(seed: state ^ UInt64(rank) &* 0xD1B5_4A32_D192_ED03)
        return TrainingRandom(seed: mixed.next())
    }
}
