import ArgumentParser
import CWCImageIO
internal import CWCToolSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@main
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cwc-train",
        abstract: "Trains the models of the cwc image codec.",
        version: SourceVersion.package,
        subcommands: [
            RunCommand.self, ResumeCommand.self, EvaluateCommand.self, CompareCommand.self,
            ExportCommand.self, InfoCommand.self, ContextsCommand.self,
            OptimizerCommand.self,
        ])

    /// Exits with 0, with 1 after one line that says what failed, or with 64 for a wrong usage.
    static func main() {
        // A limit on the size of files is an error of the write that meets it, not the end.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            if isOfTheParser(error) { exit(withError: error) }
            printNote("cwc-train: \(error)")
            exit(withError: ExitCode.failure)
        }
    }

    /// Whether the argument parser knows best what to print: usage, help, version.
    private static func isOfTheParser(_ error: any Error) -> Bool {
        error is ValidationError || error is ExitCode || error is CleanExit
            || exitCode(for: error) != .failure
    }
}
