internal import ArgumentParser

@main
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cwc-train",
        abstract: "Trains the models of the cwc image codec.",
        subcommands: [RunCommand.self, ExportCommand.self, ContextsCommand.self])
}
