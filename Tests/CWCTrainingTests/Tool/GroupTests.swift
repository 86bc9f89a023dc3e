import CWCImageIO
import CWCTestSupport
import Testing

@testable import CWCTraining

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension TorchTests {
    /// Processes that train one model together.
    @Suite struct GroupTests {
        private static let arguments = ["run", "tiny.json", "-o", "r", "--threads", "1"]

        /// Two processes end with the same weights, and not with those of one: both count.
        @Test func equalWeights() throws {
            let tool = try TrainTool(steps: 4)
            let runs = try tool.group(Self.arguments)
            for run in runs { #expect(run.status == 0, "\(run.errors)") }
            let checksums = runs.map(\.checksum)
            #expect(checksums[0] != nil && checksums[0] == checksums[1])
            #expect(runs[1].errors.split(separator: "\n").count == 1, "\(runs[1].errors)")
            let together = try readFile(tool.folder["r/checkpoint.safetensors"])
            #expect(try tool.folder.table("r/log.tsv").map(\.[0]) == ["step", "1", "2", "3", "4"])
            tool.folder.removeRun()

            let alone = try tool(Self.arguments)
            #expect(alone.status == 0, "\(alone.errors)")
            #expect(try readFile(tool.folder["r/checkpoint.safetensors"]) != together)
        }

        /// Both are killed and go on: the end is that of a run that was not.
        @Test func killedAndResumed() throws {
            let tool = try TrainTool(steps: 40, checkpointInterval: 3)
            let whole = try tool.group(Self.arguments)
            let expected = try readFile(tool.folder["r/checkpoint.safetensors"])
            tool.folder.removeRun()

            let children = try tool.startGroup(Self.arguments)
            while !fileExists(tool.folder["r/checkpoint.safetensors"]) { usleep(2000) }
            for child in children { kill(child, SIGKILL) }
            for child in children {
                var status: Int32 = 0
                waitpid(child, &status, 0)
                try #require(status & 0x7F == SIGKILL, "it was too quick to be killed")
            }
            let resumed = try tool.group(["resume", "r", "--threads", "1"])
            for run in resumed { #expect(run.status == 0, "\(run.errors)") }
            #expect(resumed[0].errors.contains("continuing from step "))
            #expect(resumed.map(\.checksum) == whole.map(\.checksum))
            #expect(try readFile(tool.folder["r/checkpoint.safetensors"]) == expected)
        }

        /// A peer that never comes.
        @Test func missingPeer() throws {
            let tool = try TrainTool()
            let run = try tool(
                Self.arguments + ["--join-timeout", "1"],
                environment: [
                    "RANK=0", "WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1",
                    "MASTER_PORT=\(try tool.freePort())",
                ])
            #expect(run.status == 1)
            #expect(run.lastError == "cwc-train: rank 1 of 2 has not joined within 1 s")
        }
    }
}

/// What is wrong with the environment is said before torch is looked for.
@Suite struct GroupPlaceTests {
    @Test(arguments: [
        (["WORLD_SIZE=two"], "WORLD_SIZE is 'two', must be 1 to 4096"),
        (["WORLD_SIZE=2"], "WORLD_SIZE is set and RANK is not: torchrun sets both"),
        (["WORLD_SIZE=2", "RANK=2"], "RANK is '2', must be 0 to 1"),
        (["WORLD_SIZE=2", "RANK=-1"], "RANK is '-1', must be 0 to 1"),
        (["WORLD_SIZE=2", "RANK=0", "MASTER_PORT=0"], "MASTER_PORT is '0', must be 1 to 65535"),
        (
            ["WORLD_SIZE=2", "RANK=0", "MASTER_PORT=29500"],
            "WORLD_SIZE is set and MASTER_ADDR is not: torchrun sets both"
        ),
    ])
    func nonsense(environment: [String], message: String) throws {
        let tool = try TrainTool()
        let run = try tool(["run", "tiny.json", "-o", "r"], environment: environment)
        #expect(run.status == 1)
        #expect(run.errors == "cwc-train: \(message)\n")
        #expect(!fileExists(tool.folder["r"]))
    }
}

/// No two ranks draw the same.
@Test func ranksDrawTheirOwn() {
    let states = (0..<8).map { TrainingRandom(seed: 1).forRank($0).state }
    #expect(Set(states).count == 8)
}

extension TrainTool.Result {
    /// The checksum that the process says all have agreed on.
    fileprivate var checksum: String? {
        let words = lastError.split(separator: " ")
        return words.dropLast().last == "checkpoint" ? words.last.map(String.init) : nil
    }
}
