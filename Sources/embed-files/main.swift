// Writes a Swift file that holds the files below folders:
//
//     embed-files OUTPUT FOLDER...
//
// As Base64 in string literals, which the compiler takes in at once, where arrays of numbers take it minutes.
import Foundation

let arguments = CommandLine.arguments.dropFirst()
guard let output = arguments.first, arguments.count > 1 else {
    FileHandle.standardError.write(Data("usage: embed-files OUTPUT FOLDER...\n".utf8))
    exit(64)
}

/// A script or style sheet without its comments, which a browser has no use for: they are a quarter of what would be sent. Only
/// comments that have lines of their own are left out, so nothing has to be known of the languages.
func withoutComments(_ text: String, hasLineComments: Bool) -> String {
    var isInComment = false
    var lines: [Substring] = []
    for line in text.split(separator: "\n") {
        let words = line.drop { $0 == " " }
        if isInComment {
            isInComment = !words.contains("*/")
        } else if words.hasPrefix("/*"), !words.contains("*/") || words.hasSuffix("*/") {
            isInComment = !words.contains("*/")
        } else if !(hasLineComments && words.hasPrefix("//")), !words.isEmpty {
            lines.append(line)
        }
    }
    return lines.joined(separator: "\n") + "\n"
}

var entries: [(path: String, data: Data)] = []
for folder in arguments.dropFirst().map({ URL(filePath: $0, directoryHint: .isDirectory).standardizedFileURL }) {
    // Hidden files and notes for developers are not for the people who use the page.
    let found = FileManager.default.enumerator(
        at: folder, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
    for case let file as URL in found ?? .init() where file.pathExtension != "md" {
        guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
        let path = file.standardizedFileURL.path().dropFirst(folder.path().count)
        var data = try Data(contentsOf: file)
        if ["js", "css"].contains(file.pathExtension) {
            data = Data(withoutComments(String(decoding: data, as: UTF8.self), hasLineComments: file.pathExtension == "js").utf8)
        }
        entries.append(("\(folder.lastPathComponent)/\(path)", data))
    }
}

var source = "// Written by embed-files at every build.\nlet embeddedFiles: [(path: String, base64: StaticString)] = [\n"
for (path, data) in entries.sorted(by: { $0.path < $1.path }) {
    source += "    (\(path.debugDescription), \"\(data.base64EncodedString())\"),\n"
}
source += "]\n"
try Data(source.utf8).write(to: URL(filePath: output), options: .atomic)
