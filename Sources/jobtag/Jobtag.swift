import ArgumentParser

/// The Jobtag program.
@main
struct Jobtag: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobtag",
        abstract: "Job management for workshops. No edit is ever lost.",
        subcommands: [Serve.self, Copy.self, Schema.self])
}
