// Writes a Swift file with the contents of folders:
//
//     embed-files OUTPUT [--esbuild PROGRAM] FOLDER...
//
// As Base64 in string literals, which compile immediately, while arrays of numbers take minutes. With esbuild, the scripts and
// style sheets of the page are bundled too (docs/decisions/0026-bundles-are-made-while-embedding.md).
import Foundation

var arguments = CommandLine.arguments.dropFirst()
let output = arguments.popFirst()
var esbuild: URL?
if arguments.first == "--esbuild" {
    arguments = arguments.dropFirst()
    esbuild = arguments.popFirst().map { URL(filePath: $0) }
}
guard let output, !arguments.isEmpty else {
    FileHandle.standardError.write(Data("usage: embed-files OUTPUT [--esbuild PROGRAM] FOLDER...\n".utf8))
    exit(64)
}

var entries: [String: Data] = [:]
for folder in arguments.map({ URL(filePath: $0, directoryHint: .isDirectory).standardizedFileURL }) {
    // Hidden files and developer notes are not embedded.
    let found = FileManager.default.enumerator(
        at: folder, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
    for case let file as URL in found ?? .init() where file.pathExtension != "md" {
        guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
        let path = file.standardizedFileURL.path().dropFirst(folder.path().count)
        // Unchanged, so that the line numbers that a browser reports match the source.
        entries["\(folder.lastPathComponent)/\(path)"] = try Data(contentsOf: file)
    }
    guard let esbuild, folder.lastPathComponent == "web" else { continue }
    for (path, data) in try Bundling(web: folder, esbuild: esbuild).files() { entries["web/\(path)"] = data }
}

var source = "// Written by embed-files at every build.\nlet embeddedFiles: [(path: String, base64: StaticString)] = [\n"
for (path, data) in entries.sorted(by: { $0.key < $1.key }) {
    source += "    (\(path.debugDescription), \"\(data.base64EncodedString())\"),\n"
}
source += "]\n"
try Data(source.utf8).write(to: URL(filePath: output), options: .atomic)
