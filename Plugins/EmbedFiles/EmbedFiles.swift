import Foundation
import PackagePlugin

/// Embeds the page and the schema into the program, so that it finds them wherever it is started.
@main
struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let top = context.package.directoryURL
        let folders = ["web", "openapi"].map { top.appending(path: $0, directoryHint: .isDirectory) }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        // One of the arguments, so that the files are embedded again once it is installed.
        let esbuild = program("esbuild")
        if esbuild == nil {
            Diagnostics.remark("esbuild is not installed: the page is embedded as many small files and loads slowly.")
        }
        return [
            .buildCommand(
                displayName: "Embedding the page and the schema",
                executable: try context.tool(named: "embed-files").url,
                arguments: [output.path()] + (esbuild.map { ["--esbuild", $0] } ?? []) + folders.map { $0.path() },
                inputFiles: folders.flatMap(files), outputFiles: [output])
        ]
    }

    /// The path of a program in the search path.
    private func program(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Every file below a folder. The tool finds the files itself; this list makes it run again when one changes.
    private func files(in folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (found?.compactMap { $0 as? URL } ?? [])
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true }
            .sorted { $0.path() < $1.path() }
    }
}
