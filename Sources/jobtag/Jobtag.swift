import ArgumentParser

/// The one program of Jobtag.
@main
struct Jobtag: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobtag",
        abstract: "Job management for workshops. No edit is ever lost.",
        subcommands: [Serve.self, Schema.self])
}
