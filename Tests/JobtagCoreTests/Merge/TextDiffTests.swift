import JobtagCore
import Testing

@Suite("The difference of two texts")
struct TextDiffTests {
    struct Example: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let old: String
        let new: String
        let pieces: [TextDiff.Piece]

        init(_ description: String, _ old: String, _ new: String, _ pieces: [TextDiff.Piece]) {
            (testDescription, self.old, self.new, self.pieces) = (description, old, new, pieces)
        }
    }

    private static func same(_ text: String) -> TextDiff.Piece { TextDiff.Piece(.equal, text) }
    private static func gone(_ text: String) -> TextDiff.Piece { TextDiff.Piece(.delete, text) }
    private static func added(_ text: String) -> TextDiff.Piece { TextDiff.Piece(.insert, text) }

    static let examples = [
        Example("nothing for two empty texts", "", "", []),
        Example("one equal piece for equal texts", "Weld.\n", "Weld.\n", [same("Weld.\n")]),
        Example("all inserted from an empty text", "", "Weld.\n", [added("Weld.\n")]),
        Example("all deleted to an empty text", "Weld.\n", "", [gone("Weld.\n")]),
        Example("a word", "Weld the frame.", "Grind the frame.", [gone("Weld"), added("Grind"), same(" the frame.")]),
        Example("an added line", "a\nb\n", "a\nx\nb\n", [same("a\n"), added("x\n"), same("b\n")]),
        Example("a removed line", "a\nx\nb\n", "a\nb\n", [same("a\n"), gone("x\n"), same("b\n")]),
        Example("a line added after one without an end", "a", "a\nb", [same("a"), added("\nb")]),
        Example(
            "a word within one line of several", "one\nfold at 90 degrees\ntwo\n", "one\nfold at 45 degrees\ntwo\n",
            [same("one\nfold at "), gone("90"), added("45"), same(" degrees\ntwo\n")]),
        Example(
            "neighbouring words as one change", "a big red box here", "a small blue tin here",
            [same("a "), gone("big red box"), added("small blue tin"), same(" here")]),
        Example(
            "a number as a whole", "Cap 1,250.00 incl.", "Cap 1,350.00 incl.",
            [same("Cap "), gone("1,250.00"), added("1,350.00"), same(" incl.")]),
        Example(
            "the end of a line where only that changed", "a\nb\n", "a\r\nb\n", [same("a"), gone("\n"), added("\r\n"), same("b\n")]),
        Example(
            "a carriage return alone is the end of a line", "a\rb\rc", "a\rx\rc", [same("a\r"), gone("b"), added("x"), same("\rc")]),
        Example(
            "letters that look the same and are other bytes", "caf\u{E9} at 5", "cafe\u{301} at 5",
            [gone("caf\u{E9}"), added("cafe\u{301}"), same(" at 5")]),
        Example(
            "an emoji of several parts as a whole", "by 👩\u{200D}🔧 today", "by 👩\u{200D}🔬 today",
            [same("by "), gone("👩\u{200D}🔧"), added("👩\u{200D}🔬"), same(" today")]),
        Example("flags as a whole", "to 🇳🇿🇦🇺", "to 🇳🇿🇳🇿", [same("to "), gone("🇳🇿🇦🇺"), added("🇳🇿🇳🇿")]),
        Example(
            "a combining mark with its letter", "Zoe called", "Zoe\u{308} called",
            [gone("Zoe"), added("Zoe\u{308}"), same(" called")]),
        Example("text from right to left", "שלום לכם", "שלום עולם", [same("שלום "), gone("לכם"), added("עולם")]),
        Example(
            "the line that stayed, not the blank ones around it", "cut\n\n\nweld\n", "weld\npaint\n\n\n",
            [gone("cut\n\n\n"), same("weld\n"), added("paint\n\n\n")]),
        Example("a repeated line at its last place", "x\nx\n", "x\nx\nx\n", [same("x\nx\n"), added("x\n")]),
    ]

    @Test("shows the changes", arguments: examples)
    func shows(_ example: Example) {
        #expect(TextDiff(from: example.old, to: example.new).pieces == example.pieces)
    }

    @Test("distinguishes pieces by their bytes")
    func piecesByBytes() {
        #expect(TextDiff.Piece(.equal, "caf\u{E9}") != TextDiff.Piece(.equal, "cafe\u{301}"))
        #expect(Set([TextDiff.Piece(.equal, "caf\u{E9}"), TextDiff.Piece(.equal, "cafe\u{301}")]).count == 2)
    }
}
