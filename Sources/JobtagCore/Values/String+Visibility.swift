extension String {
    /// Whether people see anything of it: not where it is empty or has only white space, marks without a letter, and characters that say how others
    /// are shown.
    var hasVisibleCharacter: Bool { unicodeScalars.contains(where: \.isVisible) }

    /// Whether it has a control character (Unicode's Cc) other than ends of lines and tabs. By its bytes: long texts are looked through with every
    /// change, and to go through their scalars was half of what a change took outside the merge.
    var hasControlAmongLines: Bool {
        var text = self
        return text.withUTF8 { bytes in
            var previous: UInt8 = 0
            for byte in bytes {
                if byte < 0x20 {
                    guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t") else {
                        return true
                    }
                } else if byte == 0x7F || previous == 0xC2 && byte < 0xA0 {
                    return true
                }
                previous = byte
            }
            return false
        }
    }

    /// With `\n` at the end of each line, where it had CRLF or CR.
    package var withLineFeeds: String {
        let hasReturn = utf8.withContiguousStorageIfAvailable { $0.contains(UInt8(ascii: "\r")) }
        guard hasReturn ?? utf8.contains(UInt8(ascii: "\r")) else { return self }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var endsWithReturn = false
        for byte in utf8 {
            if byte == UInt8(ascii: "\r") {
                bytes.append(UInt8(ascii: "\n"))
            } else if byte != UInt8(ascii: "\n") || !endsWithReturn {
                bytes.append(byte)
            }
            endsWithReturn = byte == UInt8(ascii: "\r")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Unicode.Scalar {
    /// Of the general category Cc, whose members never change (Unicode's stability policy). By number: long texts are looked through with
    /// every change, inside the transaction too, and asking for the category took ten times as long as all else there.
    package var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// A letter or digit of any script, or a picture.
    var isReadable: Bool {
        guard isVisible else { return false }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber,
            .otherSymbol:
            return true
        default: return properties.isEmojiPresentation
        }
    }

    fileprivate var isVisible: Bool {
        // The Braille pattern without dots is a symbol, and blank. Hangul fillers are letters, and "default ignorable".
        if properties.isDefaultIgnorableCodePoint || properties.isWhitespace || self == "\u{2800}" { return false }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .privateUse, .nonspacingMark, .spacingMark, .enclosingMark,
            .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default: return true
        }
    }
}
