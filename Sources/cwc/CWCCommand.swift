import ArgumentParser
import CSystemShim
import CWCToolSupport

@main
struct CWCCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cwc",
        abstract: "Encodes and decodes pictures with the cwc image codec.",
        discussion: "'-' stands for standard input or output wherever a file is asked for.",
        version: "0.1.0",
        subcommands: [
            EncodeCommand.self, DecodeCommand.self, DumpCommand.self, ModelsCommand.self,
            MetricsCommand.self, CompareCommand.self, BenchCommand.self,
        ])

    /// Exits with 0, with 1 after one line that says what failed, or with 64 for a wrong usage.
    static func main() {
        cwc_use_one_arena()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as ToolError {
            printNote("cwc: \(error)")
            exit(withError: ExitCode.failure)
        } catch {
            exit(withError: error)
        }
    }
}
