import Testing

@testable import JobtagStore

@Suite("The run mark beside the database")
struct RunMarkTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let mark: RunMark
        let run: String?
        let hasEnded: Bool
        let position: Int64
        let file: UInt64
        let isContinued: Bool
    }

    private static func mark(_ hasEnded: Bool) -> RunMark { RunMark(run: "a", hasEnded: hasEnded, position: 7, file: 1) }

    static let table = [
        Row(testDescription: "ended in order", mark: mark(true), run: "a", hasEnded: true, position: 7, file: 1, isContinued: true),
        Row(
            testDescription: "ended in order and moved", mark: mark(true), run: "a", hasEnded: true, position: 7, file: 2,
            isContinued: true),
        Row(testDescription: "killed", mark: mark(false), run: "a", hasEnded: false, position: 7, file: 1, isContinued: true),
        Row(
            testDescription: "killed before the mark was written", mark: mark(false), run: "a", hasEnded: false, position: 9,
            file: 1, isContinued: true),
        Row(
            testDescription: "killed and replaced", mark: mark(false), run: "a", hasEnded: false, position: 7, file: 2,
            isContinued: false),
        Row(
            testDescription: "killed and overwritten with less", mark: mark(false), run: "a", hasEnded: false, position: 6, file: 1,
            isContinued: false),
        Row(
            testDescription: "a backup of the running server's", mark: mark(true), run: "a", hasEnded: false, position: 7, file: 1,
            isContinued: false),
        Row(
            testDescription: "a backup of an older run", mark: mark(true), run: "b", hasEnded: true, position: 7, file: 1,
            isContinued: false),
        Row(
            testDescription: "a database from before there were marks", mark: mark(true), run: nil, hasEnded: false, position: 7,
            file: 1, isContinued: false),
    ]

    @Test("shows whether a database continues from it", arguments: table)
    func isContinued(_ row: Row) {
        #expect(
            row.mark.isContinued(byRun: row.run, hasEnded: row.hasEnded, position: row.position, file: row.file) == row.isContinued)
    }

    @Test("is parsed as it was written, in a text of constant length", arguments: [0, 7, Int64.max])
    func text(_ position: Int64) {
        let mark = RunMark(run: "a", hasEnded: true, position: position, file: .max)
        #expect(RunMark(text: mark.text) == mark)
        #expect(mark.text.utf8.count == RunMark(run: "a", hasEnded: false, position: 1, file: 1).text.utf8.count)
    }

    @Test("is missing if the file is empty or something else", arguments: ["", "\n", "a ended", "a ended x y", "a ended 1 2 3"])
    func other(_ text: String) { #expect(RunMark(text: text) == nil) }
}
