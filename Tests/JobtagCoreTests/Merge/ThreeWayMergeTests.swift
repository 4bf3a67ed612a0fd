import Testing

@testable import JobtagCore

@Suite("The three-way merge of a text")
struct ThreeWayMergeTests {
    struct Example: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let base: String
        let yours: String
        let theirs: String
        /// nil for a conflict.
        let merged: String?

        init(_ description: String, _ base: String, _ yours: String, _ theirs: String, _ merged: String? = nil) {
            (testDescription, self.base, self.yours, self.theirs, self.merged) = (description, base, yours, theirs, merged)
        }

        func check(sourceLocation: SourceLocation = #_sourceLocation) {
            let expected = merged.map(TextMerge.merged) ?? .conflict(note: nil)
            #expect(ThreeWayMerge.text(base: base, yours: yours, theirs: theirs) == expected, sourceLocation: sourceLocation)
            #expect(ThreeWayMerge.text(base: base, yours: theirs, theirs: yours) == expected, sourceLocation: sourceLocation)
        }
    }

    static let merging = [
        Example("changes of different lines", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n"),
        Example("lines added at both ends", "a\n", "top\na\n", "a\nend\n", "top\na\nend\n"),
        Example("lines added at both ends of a text without a last line end", "a", "top\na", "a\nend", "top\na\nend"),
        Example("a removed line and a change elsewhere", "a\nb\nc\nd\n", "b\nc\nd\n", "a\nb\nc\nD\n", "b\nc\nD\n"),
        Example(
            "words of one line with an unchanged word between", "cut two sheets", "fold two sheets", "cut two plates",
            "fold two plates"),
        Example(
            "words of neighbouring lines", "Use 2mm sheet\nWeld the hood\n", "Use 3mm sheet\nWeld the hood\n",
            "Use 2mm sheet\nWeld the canopy\n", "Use 3mm sheet\nWeld the canopy\n"),
        Example(
            "paragraphs with an empty line between", "one\n\ntwo\n", "eins\n\ntwo\n", "one\n\nzwei\n", "eins\n\nzwei\n"),
        Example("the same change made by both", "a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\nd\n", "a\nB\nc\nd\n"),
        Example("the same line added by both", "a\n", "a\nx\n", "top\na\nx\n", "top\na\nx\n"),
        Example("the same line removed by both", "a\nb\nc\nd\n", "a\nc\nd\n", "a\nc\nD\n", "a\nc\nD\n"),
        Example("Windows line ends kept", "a\r\nb\r\nc\r\n", "A\r\nb\r\nc\r\n", "a\r\nb\r\nC\r\n", "A\r\nb\r\nC\r\n"),
        Example(
            "a composed and a decomposed letter, each kept", "caf\u{E9}\nx\ncafe\u{301}\n", "caf\u{E9}s\nx\ncafe\u{301}\n",
            "caf\u{E9}\nx\ncafe\u{301}s\n", "caf\u{E9}s\nx\ncafe\u{301}s\n"),
        Example(
            "words on either side of a value that stayed", "Weld the frame on 23 Nov and ring",
            "Grind the frame on 23 Nov and ring",
            "Weld the frame on 23 Nov and call", "Grind the frame on 23 Nov and call"),
        Example(
            "numbers of different things", "2 hinges and 4 bolts", "3 hinges and 4 bolts", "2 hinges and 5 bolts",
            "3 hinges and 5 bolts"),
        Example("numbers on lines that are apart", "10\n20\n30\n", "11\n20\n30\n", "10\n20\n31\n", "11\n20\n31\n"),
        Example("text from right to left", "שלום לכם היום", "ברוך לכם היום", "שלום לכם מחר", "ברוך לכם מחר"),
    ]

    static let clashing = [
        Example("the same word changed differently", "cut two sheets", "cut three sheets", "cut four sheets"),
        Example("two different lines added at the end", "Rang Tuesday.\n", "Rang Tuesday.\nPaid.\n", "Rang Tuesday.\nCollected.\n"),
        Example("the same at the end of a text without a last line end", "Rang.", "Rang.\nPaid.", "Rang.\nCollected."),
        Example("two different texts in place of none", "", "Ring first.", "Leave at the gate."),
        Example("two different lines put in at the same place", "a\nb\n", "a\nx\nb\n", "a\ny\nb\n"),
        Example("one added line that begins like the other's two", "a\n", "a\nx\n", "a\nx\ny\n"),
        Example("a line removed by one and changed by the other", "a\nb\nc\n", "a\nc\n", "a\nB\nc\n"),
        Example("everything removed by one and a word changed by the other", "a b c\n", "", "a b d\n"),
        Example("neighbouring words with only a space between", "big red box", "small red box", "big blue box"),
        Example("words with only punctuation between", "sheets (two)", "plates (two)", "sheets (three)"),
        Example("the last word of a line and the first of the next", "a b\nc d\n", "a B\nc d\n", "a b\nC d\n"),
        Example("a word put in beside one that was changed", "the box", "the red box", "the tin"),
        Example("different digits of one number", "Cap 1,250.00", "Cap 2,250.00", "Cap 1,250.50"),
        Example("different parts of one date", "due 2026-11-23", "due 2027-11-23", "due 2026-11-30"),
        Example("parts of a date in words", "on 23 Nov 2026 early", "on 23 Nov 2027 early", "on 24 Nov 2026 early"),
        Example("parts of a telephone number", "ring +64 21 555 0123", "ring +64 27 555 0123", "ring +64 21 555 0199"),
        Example("groups of one number", "in all 1 234 567.", "in all 2 234 567.", "in all 1 234 890."),
        Example("sides of one measure", "Panel 1950 x 1780 mm", "Panel 2000 x 1780 mm", "Panel 1950 x 1800 mm"),
        Example("ends of one range", "5 to 7 sheets", "6 to 7 sheets", "5 to 8 sheets"),
        Example("an amount and its currency", "pay 500 to 600 EUR", "pay 550 to 600 EUR", "pay 500 to 600 NZD"),
        Example(
            "numbers that meet where both took out the words between them", "4 long and wide panels 5", "4 wide panels 5",
            "4 long and 5"),
        Example("a word that both changed to other bytes of the same look", "cafe", "caf\u{E9}", "cafe\u{301}"),
        Example("line ends changed by one at a word changed by the other", "a\nb\n", "a\r\nb\r\n", "a\nB\n"),
        Example("a line removed by one and moved by the other", "a\nb\nc\nd\n", "a\nc\nd\n", "a\nc\nd\nb\n"),
        Example("a line added by one where the other moved an equal one to", "a\nb\nc\nd\n", "a\nb\nc\nd\nb\n", "a\nc\nd\nb\n"),
        Example("a sign removed by one and moved by the other", "- 2mm\n- ", "2mm\n- ", "2mm\n- - "),
        // Found at random: the empty lines were once matched in place of the word, so that it seemed to have been moved.
        Example("a word removed by one, beside which the other rewrote", "v1 v2\n\nv3 ", "v1 v2\n\n", "v1 v3 v4\n\n"),
    ]

    @Test("merges compatible changes", arguments: merging)
    func merges(_ example: Example) { example.check() }

    @Test("reports a conflict", arguments: clashing)
    func clashes(_ example: Example) { example.check() }

    @Test("is a conflict with a note if the texts are too long and too different")
    func tooDifferent() {
        let result = ThreeWayMerge.text(
            base: "a b c d e f\n", yours: "b a d c f e\n", theirs: "f e d c b a\n", budget: StepBudget(steps: 20))
        guard case .conflict(let note?) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(note.contains("too different"))
    }

    @Test("takes the other side's text of any length if one side is unchanged")
    func unchangedIsFree() {
        let budget = StepBudget(steps: 0)
        #expect(ThreeWayMerge.text(base: "a b", yours: "a b", theirs: "b a", budget: budget) == .merged("b a"))
        #expect(ThreeWayMerge.text(base: "a b", yours: "b a", theirs: "a b", budget: budget) == .merged("b a"))
    }
}
