import Foundation

/// Bundles the page's many small files into a few large ones, named by a hash of their content, and generates an `index.html` for them.
///
/// `index.html` defines the first board: the modules that it preloads, and its style sheets. These become one script and one
/// style sheet. Modules that the page loads later stay separate; the other style sheets become one.
///
/// Each module of the page exists only once, whether it is requested by its own URL or as part of a bundle: its own URL then
/// only re-exports from the bundle. The client for other front ends (`js/client/`, `js/jobtag.js`) is unchanged.
struct Bundling {
    let web: URL
    let esbuild: URL

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Below the folder `web`.
    func files() throws -> [String: Data] {
        let work = FileManager.default.temporaryDirectory.appending(path: "jobtag-bundles-\(UUID())", directoryHint: .isDirectory)
        defer { try? FileManager.default.removeItem(at: work) }
        var page = Page(lines: try text("index.html").split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        guard let main = page.main, let start = page.start else {
            throw Failure(description: "web/index.html must name one module and js/start.js.")
        }
        var files: [String: Data] = [:]

        let first = page.preloads + [main]
        let bundles = try bundle(first: first, in: work)
        for (path, data) in bundles.files { files[path] = data }

        // Inline in the page: its requests are sent a round trip earlier than those of a file.
        let script = try minified(start)
        guard !script.contains("</script"), !script.contains("<!--") else {
            throw Failure(description: "web/js/start.js cannot be inlined in a page: it has \"</script\" or \"<!--\".")
        }
        let sheets = try page.sheets.map(text)
        let firstSheet = add(sheet(sheets), "first", "css", to: &files)
        let rest = try styleSheets().filter { !page.sheets.contains($0) }.map(text)
        let restSheet = add(sheet(rest), "later", "css", to: &files)

        page.rewrite(start: script, sheet: firstSheet, later: restSheet, main: bundles.main)
        files["index.html"] = Data(page.lines.joined(separator: "\n").utf8)
        return files
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: web.appending(path: path)), as: UTF8.self)
    }

    private func sheet(_ texts: [String]) -> Data {
        Data(texts.map { withoutComments($0) }.joined().utf8)
    }

    /// Adds a file under a name that changes with its content, and returns its path.
    private func add(_ data: Data, _ name: String, _ suffix: String, to files: inout [String: Data]) -> String {
        // FNV-1a: it only has to differ, and protects nothing.
        let hash = data.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let path = "bundles/\(name)-\(String(hash, radix: 36)).\(suffix)"
        files[path] = data
        return path
    }

    /// The components' style sheets, sorted by name; layers define which rules win.
    private func styleSheets() throws -> [String] {
        try paths(under: "components", "css")
    }

    private func paths(under folder: String, _ suffix: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: web.appending(path: folder).path())
            .filter { $0.hasSuffix(".\(suffix)") }.map { "\(folder)/\($0)" }.sorted()
    }

    // MARK: Scripts

    /// The script that tells people if their browser is too old. It must therefore run in old browsers.
    private func minified(_ path: String) throws -> String {
        let work = FileManager.default.temporaryDirectory.appending(path: "jobtag-script-\(UUID()).js")
        defer { try? FileManager.default.removeItem(at: work) }
        try run(
            [path, "--minify", "--target=es5", "--charset=utf8", "--log-level=warning", "--outfile=\(work.path())"], in: web)
        return String(decoding: try Data(contentsOf: work), as: UTF8.self)
    }

    private func bundle(first: [String], in work: URL) throws -> (files: [String: Data], main: String) {
        // A module of the page may be requested by its own URL; the client's modules are for other front ends.
        let ours = first.filter { $0.hasPrefix("js/app/") || $0.hasPrefix("components/") }
        let entry = "first.js"
        for path in try paths(under: "js", "js") + paths(under: "components", "js") {
            try write(rewritten(try text(path), path: path, first: first, entry: entry), to: path, in: work)
        }
        try write(first.map { "import './\($0)'\n" }.joined(), to: entry, in: work)
        // A module that imports all of the first board makes esbuild put all of it into one file.
        for path in ours {
            let up = String(repeating: "../", count: path.split(separator: "/").count)
            try write("import '\(up)\(entry)'\nexport * from '\(up)\(path)'\n", to: "own/\(path)", in: work)
        }
        try run(
            [
                entry, "--bundle", "--splitting", "--format=esm", "--minify", "--charset=utf8", "--log-level=warning",
                "--outdir=out",
                "--outbase=own", "--entry-names=[dir]/[name]", "--chunk-names=bundles/[name]-[hash]", "--metafile=meta.json",
            ] + ours.map { "own/\($0)" }, in: work)
        let meta = try JSONDecoder().decode(Meta.self, from: Data(contentsOf: work.appending(path: "meta.json")))

        let board = meta.outputs.first { $0.value.entryPoint == entry }?.value.imports.map(\.path) ?? []
        guard board.count == 1 else {
            throw Failure(description: "esbuild did not bundle the first board into one file.")
        }
        var files: [String: Data] = [:]
        for (output, bundled) in meta.outputs where bundled.entryPoint != entry {
            let path = String(output.dropFirst("out/".count))
            files[path] = try Data(contentsOf: work.appending(path: output))
            // Modules loaded later also keep their own URL, which re-exports from the bundle.
            if let own = bundled.entryPoint, path.hasPrefix("bundles/"), !own.hasPrefix("js/client/") {
                files[own] = Data("export * from '\(Self.pathToRoot(from: own))\(path)'\n".utf8)
            }
        }
        return (files, String(board[0].dropFirst("out/".count)))
    }

    /// Modules of the first board are imported immediately. Each later module imports the first board, which is loaded by then.
    private func rewritten(_ text: String, path: String, first: [String], entry: String) -> String {
        var head = ""
        var number = 0
        let text = text.replacing(#/=> import\('([^']+)'\)(?!\.[A-Z])/#) { match in
            let target = Self.resolved(String(match.1), from: path)
            guard first.contains(target) else { return String(match.0) }
            number += 1
            head += "import * as atOnce\(number) from '\(match.1)'\n"
            return "=> Promise.resolve(atOnce\(number))"
        }
        if !first.contains(path) {
            let up = String(repeating: "../", count: path.split(separator: "/").count - 1)
            head += "import '\(up.isEmpty ? "./" : up)\(entry)'\n"
        }
        return head + text
    }

    /// The relative path from a file's folder to the top, for a URL that works wherever the page is.
    private static func pathToRoot(from path: String) -> String {
        String(repeating: "../", count: path.split(separator: "/").count - 1)
    }

    private static func resolved(_ address: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in address.split(separator: "/") where part != "." {
            if part == ".." { parts.removeLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }

    private func write(_ text: String, to path: String, in work: URL) throws {
        let file = work.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func run(_ arguments: [String], in work: URL) throws {
        let process = Process()
        process.executableURL = esbuild
        process.arguments = arguments
        process.currentDirectoryURL = work
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw Failure(description: "esbuild could not bundle the page.") }
    }

    /// esbuild's description of its output.
    private struct Meta: Decodable {
        struct Output: Decodable {
            struct Import: Decodable {
                let path: String
            }
            let imports: [Import]
            let entryPoint: String?
        }
        let outputs: [String: Output]
    }
}
