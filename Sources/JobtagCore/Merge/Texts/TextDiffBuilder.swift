/// Builds the pieces of a `TextDiff`.
struct TextDiffBuilder {
    private var pieces: [(op: TextDiff.Piece.Op, bytes: [UInt8])] = []

    var finished: [TextDiff.Piece] { pieces.map { TextDiff.Piece($0.op, String(decoding: $0.bytes, as: UTF8.self)) } }

    private mutating func append(_ op: TextDiff.Piece.Op, _ bytes: ArraySlice<UInt8>) {
        if bytes.isEmpty { return }
        if pieces.last?.op == op {
            pieces[pieces.count - 1].bytes += bytes
        } else {
            pieces.append((op, Array(bytes)))
        }
    }

    mutating func compare(_ old: ArraySlice<UInt8>, _ new: ArraySlice<UInt8>, by unit: TextUnit, budget: inout StepBudget) {
        let (old, new) = (unit.tokens(of: old), unit.tokens(of: new))
        var numbers = TokenInterner()
        let before = InternedTokens(old, &numbers)
        var position = 0
        for hunk in before.hunks(to: InternedTokens(new, &numbers), budget: &budget) {
            append(.equal, old.bytes(of: position..<hunk.old.lowerBound))
            position = hunk.old.upperBound
            let (removed, added) = (old.bytes(of: hunk.old), new.bytes(of: hunk.new))
            if unit == .line, !removed.isEmpty, !added.isEmpty {
                compare(removed, added, by: .word, budget: &budget)
            } else {
                append(.delete, removed)
                append(.insert, added)
            }
        }
        append(.equal, old.bytes(of: position..<old.count))
    }
}
