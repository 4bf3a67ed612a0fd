import Foundation
import PackagePlugin

/// Builds the page and the schema into the program, so that it finds them wherever it is started from.
@main
struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let top = context.package.directoryURL
        let folders = ["web", "openapi"].map { top.appending(path: $0, directoryHint: .isDirectory) }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding the page and the schema",
                executable: try context.tool(named: "embed-files").url,
                arguments: [output.path()] + folders.map { $0.path() },
                inputFiles: folders.flatMap(files), outputFiles: [output])
        ]
    }

    /// Every file below a folder; the tool looks for itself, these are what a change of which makes it run again.
    private func files(in folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (found?.compactMap { $0 as? URL } ?? [])
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true }
            .sorted { $0.path() < $1.path() }
    }
}
