import CWCImageIO
import Testing

@testable import CWCTraining

/// One line that says what is wrong, exit code 1, and nothing lost. None of these gets as far as
/// torch.
@Suite struct TrainFailureTests {
    @Test func configurations() throws {
        let tool = try TrainTool()
        try writeFile(Array(#"{"modle": "seed"}"#.utf8), to: tool.folder["bad.json"])
        let cases = [
            ("missing.json", "missing.json: cannot open: No such file or directory"),
            ("bad.json", "bad.json: 'model' is missing"),
        ]
        for (name, message) in cases {
            let run = try tool("run", name, "-o", "r")
            #expect(run.status == 1)
            #expect(run.errors == "cwc-train: \(message)\n")
            #expect(!fileExists(tool.folder["r"]))
        }
        let data = try tool("run", "tiny.json", "-o", "r", "--data", "nowhere.tar")
        #expect(data.status == 1)
        #expect(data.errors == "cwc-train: nowhere.tar: No such file or directory\n")
    }

    @Test func usage() throws {
        let tool = try TrainTool()
        #expect(try tool("run").status == 64)
        #expect(try tool("run", "tiny.json", "--device", "gpu").status == 64)
        #expect(try tool("evaluate", "m.cwm", "1.png", "--qualities", "101").status == 64)
        #expect(try tool("--version").output == "0.1.0\n")
    }

    @Test func missingTorch() throws {
        let tool = try TrainTool()
        let run = try tool("run", "tiny.json", "-o", "r", "--shim", "nowhere.so")
        #expect(run.status == 1)
        #expect(run.errors.hasPrefix("cwc-train: cannot load the torch shim: nowhere.so: "))
        #expect(run.errors.filter(\.isNewline).count == 1)
        // A file that is no shim.
        let other = try tool("run", "tiny.json", "-o", "r", "--shim", "./tiny.json")
        #expect(other.status == 1)
        #expect(other.errors.hasPrefix("cwc-train: cannot load the torch shim: ./tiny.json: "))
        // Asking what there is is no failure.
        let info = try tool("info", "--shim", "nowhere.so")
        #expect(info.status == 0 && info.output.contains("torch\tcannot load the torch shim: "))
    }

    /// A shim of another version of the interface.
    @Test func otherShim() throws {
        let tool = try TrainTool()
        let source = "unsigned version = 99; void *cwct_get_api(void) { return &version; }"
        let made = try tool.shell(
            "printf '%s' \"$1\" | clang -x c -shared -fPIC - -o other.so", [source])
        try #require(made.status == 0, "\(made.errors)")
        let run = try tool("run", "tiny.json", "-o", "r", "--shim", "./other.so")
        #expect(run.status == 1)
        #expect(
            run.errors == "cwc-train: ./other.so has interface version 99, this program needs 2:"
                + " build the shim again (make train-setup)\n")
    }

    @Test func runsThatAreNotThere() throws {
        let tool = try TrainTool()
        for command in ["resume", "info"] {
            let run = try tool(command, "nowhere")
            #expect(run.status == 1)
            #expect(
                run.errors
                    == "cwc-train: nowhere/config.json: cannot open: No such file or directory\n")
        }
    }
}

extension TorchTests {
    @Suite struct TrainFailureTests {
        @Test func noGPU() throws {
            let tool = try TrainTool()
            let run = try tool("run", "tiny.json", "-o", "r", "--device", "cuda:7")
            #expect(run.status == 1)
            #expect(run.errors.hasPrefix("cwc-train: no "))
            #expect(run.errors.filter(\.isNewline).count == 1)
        }

        /// Training goes on with the pictures that there are.
        @Test func corruptPictures() throws {
            let tool = try TrainTool(steps: 1)
            let whole = try readFile(tool.folder["2.png"])
            try writeFile(Array(whole.prefix(100)), to: tool.folder["2.png"])
            let run = try tool("run", "tiny.json", "-o", "r", "--threads", "1")
            #expect(run.status == 0)
            #expect(run.errors.contains("2.png: truncated PNG"))
            #expect(run.errors.contains("\n1 training files cannot be read\n1 training pictures, "))
            try writeFile(Array(whole.prefix(100)), to: tool.folder["1.png"])
            tool.folder.removeRun()
            let none = try tool("run", "tiny.json", "-o", "r", "--threads", "1")
            #expect(none.status == 1)
            #expect(none.lastError == "cwc-train: no training picture of at least 16 pixels a side")
        }

        /// A checkpoint that cannot be read is an error and stays as it is.
        @Test func corruptCheckpoints() throws {
            let tool = try TrainTool(steps: 1)
            #expect(try tool("run", "tiny.json", "-o", "r", "--threads", "1").status == 0)
            let path = tool.folder["r/checkpoint.safetensors"]
            let damaged = Array(try readFile(path).dropLast(100))
            try writeFile(damaged, to: path)
            for command in ["resume", "export", "info"] {
                let output = command == "export" ? ["-o", "m.cwm"] : []
                let run = try tool([command, "r"] + output)
                #expect(run.status == 1)
                #expect(
                    run.lastError.hasPrefix("cwc-train: r/checkpoint.safetensors: safetensors: "))
                #expect(run.lastError.hasSuffix("has a bad description"))
                #expect(try readFile(path) == damaged)
            }
            #expect(!fileExists(tool.folder["m.cwm"]))
        }
    }
}
