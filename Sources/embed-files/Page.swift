/// `index.html`, read and written line by line.
struct Page {
    private(set) var lines: [String]

    private static let preload = "<link rel=\"modulepreload\" href=\""
    private static let sheet = "<link rel=\"stylesheet\" href=\""
    private static let module = "<script type=\"module\" src=\""
    private static let script = "<script async src=\""

    init(lines: [String]) { self.lines = lines }

    /// The modules that it preloads, below `web`.
    var preloads: [String] { lines.compactMap { address(in: $0, after: Self.preload) } }
    var sheets: [String] { lines.compactMap { address(in: $0, after: Self.sheet) } }
    var main: String? { lines.lazy.compactMap { address(in: $0, after: Self.module) }.first }
    var start: String? { lines.lazy.compactMap { address(in: $0, after: Self.script) }.first }

    private func address(in line: String, after prefix: String) -> String? {
        line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count).prefix { $0 != "\"" }) : nil
    }

    /// - Parameter start: The text of the first script.
    /// - Parameter later: The style sheet for everything after the first board.
    mutating func rewrite(start: String, sheet: String, later: String, main: String) {
        var isFirstSheet = true
        lines = lines.compactMap { line in
            if address(in: line, after: Self.preload) != nil { return nil }
            if address(in: line, after: Self.script) != nil { return "<script>\n\(start)</script>" }
            if address(in: line, after: Self.module) != nil { return "<script type=\"module\" src=\"\(main)\"></script>" }
            guard address(in: line, after: Self.sheet) != nil else { return line }
            guard isFirstSheet else { return nil }
            isFirstSheet = false
            return """
                <link rel="stylesheet" href="\(sheet)">
                <meta name="later-styles" content="\(later)">
                """
        }
    }
}
