/// A style sheet without the comments that have lines of their own: they are a quarter of what would be sent.
func withoutComments(_ sheet: String) -> String {
    var isInComment = false
    var lines: [Substring] = []
    for line in sheet.split(separator: "\n") {
        let words = line.drop { $0 == " " }
        if isInComment {
            isInComment = !words.contains("*/")
        } else if words.hasPrefix("/*"), !words.contains("*/") || words.hasSuffix("*/") {
            isInComment = !words.contains("*/")
        } else if !words.isEmpty {
            lines.append(line)
        }
    }
    return lines.joined(separator: "\n") + "\n"
}
