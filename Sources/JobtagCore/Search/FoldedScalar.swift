/// The folding of one character of a decomposed text: steps 2 and 3 of docs/search.md.
enum FoldedScalar: Hashable {
    case letter(Unicode.Scalar)
    /// `0` to `9`, from any script.
    case digit(Unicode.Scalar)
    /// The letters for one letter, such as `ss` for ß.
    case letters(String)
    /// `ø`, which is an `o`, and also spelled `oe`.
    case slashedO
    case apostrophe
    case hyphen
    /// Separates words; stored, because it shows what is between groups of digits.
    case separator(Unicode.Scalar)
    case dropped(Unicode.Scalar)

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 {
            self = Self.ascii[Int(value)]
        } else {
            self = Self.beyondASCII(scalar)
        }
    }

    private static let ascii: [FoldedScalar] = (0..<0x80).map { value in
        let scalar = Unicode.Scalar(UInt8(value))
        switch scalar {
        case "0"..."9": return .digit(scalar)
        case "a"..."z": return .letter(scalar)
        case "A"..."Z": return .letter(Unicode.Scalar(UInt8(value) + 0x20))
        case "'", "`": return .apostrophe
        case "-": return .hyphen
        default: return .separator(scalar)
        }
    }

    private static func beyondASCII(_ scalar: Unicode.Scalar) -> FoldedScalar {
        if let apostropheOrHyphen = sign(scalar) { return apostropheOrHyphen }
        if isDropped(scalar.value) { return .dropped(scalar) }
        // Lower case may have several scalars; each is already decomposed.
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        guard lower.count == 1, let only = lower.first else { return .letters(String(lower)) }
        if let replaced = replacement(only) { return replaced }
        switch only.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber,
            .nonspacingMark, .spacingMark, .enclosingMark:
            return .letter(only)
        default: return .separator(only)
        }
    }

    private static func sign(_ scalar: Unicode.Scalar) -> FoldedScalar? {
        switch scalar.value {
        case 0xB4, 0x2B9...0x2BF, 0x2C8, 0x2CA...0x2CB, 0x2018...0x201B, 0x2032, 0x2035, 0xA78B...0xA78C, 0xFF07: .apostrophe
        case 0x2010...0x2013: .hyphen
        default: nil
        }
    }

    private static func replacement(_ scalar: Unicode.Scalar) -> FoldedScalar? {
        for zero in zeros where (zero..<zero + 10).contains(scalar.value) {
            return .digit(Unicode.Scalar(UInt8(0x30 + scalar.value - zero)))
        }
        switch scalar {
        case "ß": return .letters("ss")
        case "æ": return .letters("ae")
        case "œ": return .letters("oe")
        case "þ": return .letters("th")
        case "ø": return .slashedO
        case "ł": return .letter("l")
        case "đ", "ð": return .letter("d")
        case "ħ": return .letter("h")
        case "ŧ": return .letter("t")
        case "ı", "ɨ": return .letter("i")
        case "ŋ": return .letter("n")
        case "ĸ": return .letter("k")
        case "ƀ": return .letter("b")
        case "ς": return .letter("σ")
        case "\u{649}", "\u{6CC}": return .letter("\u{64A}")
        case "\u{6A9}": return .letter("\u{643}")
        case "\u{629}": return .letter("\u{647}")
        case "\u{671}": return .letter("\u{627}")
        case "\u{D7}", "\u{2A2F}", "\u{2715}", "\u{2716}": return .letter("x")
        case "\u{2300}", "\u{2205}": return .letter("o")
        default: return nil
        }
    }

    /// The zeros of the scripts whose digits are read as `0` to `9`.
    private static let zeros: [UInt32] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50]

    private static func isDropped(_ value: UInt32) -> Bool {
        switch value {
        // Marks on Latin, Greek, Cyrillic, Hebrew and Arabic letters.
        case 0x300...0x36F, 0x483...0x489, 0x591...0x5BD, 0x5BF, 0x5C1...0x5C2, 0x5C4...0x5C5, 0x5C7, 0x610...0x61A, 0x64B...0x65F,
            0x670,
            0x6D6...0x6DC, 0x6DF...0x6E4, 0x6E7...0x6E8, 0x6EA...0x6ED, 0x8D3...0x8FF, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF,
            0x20D0...0x20FF,
            0xFE20...0xFE2F:
            true
        // Invisible characters.
        case 0xAD, 0x61C, 0x180B...0x180F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF,
            0xE0000...0xE0FFF, 0x115F,
            0x1160, 0x17B4...0x17B5, 0x3164, 0xFFA0, 0x640:
            true
        default: false
        }
    }
}
