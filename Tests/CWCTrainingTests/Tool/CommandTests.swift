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
    /// The program from end to end, on networks too small to learn anything.
    @Suite struct CommandTests {
        @Test func runEvaluateExport() throws {
            let tool = try TrainTool(validation: true)
            let run = try tool("run", "tiny.json", "-o", "r", "--threads", "1")
            #expect(run.status == 0, "\(run.errors)")
            let log = try tool.folder.table("r/log.tsv")
            #expect(log.map(\.[0]) == ["step", "1", "2", "3", "4"])
            #expect(log.allSatisfy { $0.count == log[0].count })
            // Files at two qualities, beside the estimates.
            let points = try tool.folder.table("r/validation.tsv")
            let files = points.filter { $0[2] == "file" }
            #expect(files.map(\.[3]) == ["20.00", "80.00"])
            #expect(files.allSatisfy { Double($0[4]).map { $0 > 0.05 } ?? false })
            #expect(points.contains { $0[2] == "estimate" })
            let session = try tool.folder.table("r/sessions.tsv")
            #expect(session.count == 2 && session[1][0] == "0" && session[1][6] == "1")
            #expect(fileExists(tool.folder["r/curves.svg"]))
            let kept = try RunConfig(parsing: readFile(tool.folder["r/config.json"]))
            let expected = try #require(realpath(tool.folder["1.png"], nil))
            defer { free(expected) }
            #expect(kept.data.first == String(cString: expected))

            let again = try tool("run", "tiny.json", "-o", "r", "--threads", "1")
            #expect(again.status == 1)
            #expect(again.errors == "cwc-train: r holds a run: 'cwc-train resume r'\n")

            let export = try tool("export", "r", "-o", "m.cwm", "--weights", "w.safetensors")
            #expect(export.status == 0, "\(export.errors)")
            // A run and the model exported from it code the same files.
            let ofRun = try tool("evaluate", "r", "1.png", "--qualities", "50")
            #expect(ofRun.status == 0, "\(ofRun.errors)")
            let ofModel = try tool("evaluate", "m.cwm", "1.png", "--qualities", "50", "--each")
            #expect(ofModel.status == 0, "\(ofModel.errors)")
            let rows = ofModel.output.split(separator: "\n")
            #expect(rows.count == 3 && rows[1].hasPrefix("50.0\t0\t"))
            #expect(ofRun.output.split(separator: "\n").last == rows.last)

            let info = try tool("info", "r")
            #expect(info.output.contains("steps\t4\n") && info.output.contains("step\t4\n"))
            #expect(try tool("info", "m.cwm").output.contains("name\tseed\n"))
            let weights = try tool("info", "w.safetensors")
            #expect(weights.output.contains("BF16"))
            // What optimizers remember is no parameter.
            let count = try #require(
                weights.output.split(separator: "\n").first { $0.hasPrefix("parameters\t") })
            #expect(info.output.contains("\(count)\n"))
            #expect(try tool("info").output.contains("torch\t"))
        }

        /// Where the time goes; nothing is written.
        @Test func profile() throws {
            let tool = try TrainTool(steps: 20)
            let run = try tool("run", "tiny.json", "--profile", "3", "--threads", "1")
            #expect(run.status == 0, "\(run.errors)")
            let lines = run.output.split(separator: "\n")
            #expect(lines[0].hasSuffix(" steps/s over 3 steps"))
            let names = lines.dropFirst(2).compactMap { $0.split(separator: "\t").first }
            #expect(names.contains("conv2d") && names.contains("backward"))
            #expect(names.last == "outside torch")
            // One backward pass a step, and shares that make a whole.
            #expect(lines.contains { $0.hasPrefix("backward\t1.0\t") })
            let shares = lines.dropFirst(2).compactMap {
                $0.split(separator: "\t").last.flatMap { Double($0) }
            }
            #expect(abs(shares.reduce(0, +) - 100) < 3)
            #expect(!fileExists(tool.folder["runs"]))
        }

        /// A packed run ends with the checkpoint of a plain one, and goes on where nothing is left
        /// but the pieces that it brought home.
        @Test func packedRun() throws {
            let tool = try TrainTool(steps: 4)
            #expect(try tool("run", "tiny.json", "-o", "r", "--threads", "1").status == 0)
            let expected = try readFile(tool.folder["r/checkpoint.safetensors"])
            let script = """
                set -e
                CWC_TRAIN="$1" "$2/Sources/cwc-train/host/pack.sh" tiny.json p.tar 1.png 2.png
                mkdir host && tar -C host -xf p.tar && cd host/cwc-run
                cp "$CWC_TORCH_SHIM" libcwctorch.so
                export ARTEFACT_BYTES=1000000
                ./run.sh 600 --threads 1
                test -e out/checkpoint.safetensors.part-ab
                test ! -e out/checkpoint.safetensors
                test -z "$(find out -size +1000000c)"
                rm -r run && ./run.sh 600 --threads 1
                cp run/checkpoint.safetensors ../../packed.safetensors
                cp COMMIT ../../commit.txt
                cd ../.. && rm -r host
                # Beginning with weights, here those of the run that is done.
                CWC_TRAIN="$1" CWC_WEIGHTS=packed.safetensors \
                    "$2/Sources/cwc-train/host/pack.sh" tiny.json p.tar 1.png
                mkdir host && tar -C host -xf p.tar && cd host/cwc-run
                cp "$CWC_TORCH_SHIM" libcwctorch.so
                ./run.sh 600 --threads 1
                cmp run/checkpoint.safetensors ../../packed.safetensors
                """
            let run = try tool.shell(script, [TrainTool.tool, packageFolder])
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("run.sh: the run is done\n"))
            #expect(run.errors.contains("continuing from step 4"))
            #expect(try readFile(tool.folder["packed.safetensors"]) == expected)
        }

        /// A run that is killed and goes on in another process ends with the file, byte for byte,
        /// of a run that was not.
        @Test func killedAndResumed() throws {
            let tool = try TrainTool(steps: 60, checkpointInterval: 3)
            let whole = try tool("run", "tiny.json", "-o", "r", "--threads", "1")
            #expect(whole.status == 0, "\(whole.errors)")
            let expected = try readFile(tool.folder["r/checkpoint.safetensors"])
            let log = try tool.folder.table("r/log.tsv")
            tool.folder.removeRun()

            let child = try tool.start(["run", "tiny.json", "-o", "r", "--threads", "1"])
            while !fileExists(tool.folder["r/checkpoint.safetensors"]) { usleep(2000) }
            usleep(30_000)
            kill(child, SIGKILL)
            var status: Int32 = 0
            waitpid(child, &status, 0)
            try #require(status & 0x7F == SIGKILL, "it was too quick to be killed")
            let resumed = try tool("resume", "r", "--threads", "1")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.errors.contains("continuing from step "))
            #expect(try readFile(tool.folder["r/checkpoint.safetensors"]) == expected)
            // Every step once, with the figures of the run that was not killed but for its speed.
            let lines = try tool.folder.table("r/log.tsv")
            #expect(lines.map { $0.withoutSpeed } == log.map { $0.withoutSpeed })
        }

        /// A disk that is full: one line, and the checkpoint before it stays.
        @Test func fullDisk() throws {
            let tool = try TrainTool(steps: 4, checkpointInterval: 2)
            #expect(try tool("run", "tiny.json", "-o", "r", "--threads", "1").status == 0)
            let path = tool.folder["r/checkpoint.safetensors"]
            let before = try readFile(path)
            // More steps than the run has done: the configuration now asks for 8.
            let config = String(decoding: try readFile(tool.folder["r/config.json"]), as: UTF8.self)
            try writeFile(
                Array(config.replacing("\"steps\": 4", with: "\"steps\": 8").utf8),
                to: tool.folder["r/config.json"])
            let full = try tool("resume", "r", "--threads", "1", fileBlocks: 64)
            #expect(full.status == 1)
            #expect(
                full.lastError.hasPrefix("cwc-train: r/checkpoint.safetensors: cannot write: "))
            #expect(try readFile(path) == before)
            #expect(tool.folder.files(in: "r").allSatisfy { !$0.hasSuffix(".tmp") })
        }
    }
}

extension [String] {
    /// A row of the log without what differs from run to run.
    fileprivate var withoutSpeed: [String] { Array(self[..<2] + self[3...]) }
}
