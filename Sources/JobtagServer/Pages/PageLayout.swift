/// The frame of the server's own pages.
enum PageLayout {
    /// - Parameters:
    ///   - title: Plain text.
    ///   - body: HTML.
    static func page(title: String, _ body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escape(title)) · Jobtag</title>
        <link rel="stylesheet" href="/page.css">
        <main>
        <h1>\(escape(title))</h1>
        \(body)
        </main>
        </html>

        """
    }

    /// Plain text as HTML, also within quotation marks. Scalar by scalar: a quotation mark with a combining mark after it is one
    /// character in Swift, and would still end an attribute.
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

    static let style = """
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
        body { margin: 0; background: light-dark(#f4f2ee, #1b1d1f); color: light-dark(#1d2226, #e8e6e1); }
        main { max-width: 36rem; margin: 12vh auto; padding: 2rem; border-radius: 0.5rem;
          background: light-dark(#fff, #25282b); border-top: 0.35rem solid #c4621b; }
        h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.2; }
        code { font-size: 0.95em; }
        .status { font-variant-numeric: tabular-nums; opacity: 0.7; }
        .error { border-left: 0.25rem solid #b3261e; padding-left: 0.75rem; }
        label { display: block; margin: 0.75rem 0 0.25rem; }
        input { box-sizing: border-box; width: 100%; padding: 0.5rem; font: inherit; }
        button { margin-top: 1.25rem; padding: 0.6rem 1.2rem; font: inherit; color: #fff; background: #9c4a10; border: 0;
          border-radius: 0.3rem; }

        """
}
