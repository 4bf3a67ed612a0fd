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
