import JobtagAPI

/// The layout of the server's own pages.
struct PageLayout {
    let base: BasePath

    /// - Parameters:
    ///   - title: Plain text.
    ///   - body: HTML.
    func page(title: String, _ body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(Self.escape(title)) · Jobtag</title>
        <link rel="icon" href="\(base)/icons/tag.svg" type="image/svg+xml">
        \(sheets)
        </head>
        <body class="plain">
        <main class="sign-in">
        <span class="sign-in__hole" aria-hidden="true"></span>
        <p class="sign-in__brand"><img src="\(base)/icons/tag.svg" alt="" width="22" height="22">Jobtag</p>
        <h1>\(Self.escape(title))</h1>
        \(body)
        </main>
        </body>
        </html>

        """
    }

    /// The style sheets of the page, so that these pages look the same.
    private var sheets: String {
        [
            "/css/tokens.css", "/css/base.css", "/css/controls.css", "/components/field/field.css",
            "/components/sign-in/sign-in.css", "/page.css",
        ].map { "<link rel=\"stylesheet\" href=\"\(base)\($0)\">" }.joined(separator: "\n")
    }

    /// A link from one of the server's own pages to the board.
    var wayOn: String { "<p><a class=\"button primary\" href=\"\(base)/\">Go to the board</a></p>" }

    /// The HTML version of `application/problem+json`.
    func problem(_ problem: Problem) -> String {
        page(title: problem.type.title, "<p>\(Self.escape(problem.detail))</p>\n\(wayOn)")
    }

    /// Plain text as HTML, also inside quotation marks. Escaped by scalar: a quotation mark with a combining mark is one
    /// character in Swift, but would still end an attribute.
    static func escape(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
