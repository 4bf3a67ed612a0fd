/// Texts in which everything happens that makes text hard: marks that combine, emoji of several parts, both directions, every end
/// of a line, empty lines, and no end of the last one.
enum RandomText {
    static let words = [
        "weld", "Grind", "1,250.00", "2mm", "o'clock", "caf\u{E9}", "cafe\u{301}", "\u{301}", "👩\u{200D}🔧", "🇳🇿", "🇦🇺", "שלום",
        "مرحبا",
        "板金", "한\u{1112}\u{1161}", "☎\u{FE0F}", "1\u{FE0F}\u{20E3}", ".", "--", "(", "a",
    ]
    static let gaps = [" ", " ", " ", "  ", "\n", "\n", "\r\n", "\n\n", "\r", "\t", ", ", "", "\u{2028}", "\u{A0}"]

    static func text(of count: Int, using random: inout RepeatableRandom) -> [String] {
        (0..<count).map { _ in words.randomElement(using: &random)! + gaps.randomElement(using: &random)! }
    }

    /// The atoms with some taken out, some replaced, and some put in.
    static func edited(
        _ atoms: [String], edits: Int, using random: inout RepeatableRandom, fresh: (inout RepeatableRandom) -> String
    ) -> [String] {
        var atoms = atoms
        for _ in 0..<edits {
            let index = Int.random(in: 0...atoms.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where index < atoms.count: atoms.remove(at: index)
            case 1 where index < atoms.count: atoms[index] = fresh(&random)
            default: atoms.insert(fresh(&random), at: index)
            }
        }
        return atoms
    }

    static func edited(_ atoms: [String], edits: Int, using random: inout RepeatableRandom) -> [String] {
        edited(atoms, edits: edits, using: &random) { text(of: 1, using: &$0)[0] }
    }
}
