extension String {
    /// Whether anything is visible: false if the text is empty or has only white space, marks without a letter, and formatting
    /// characters.
    var hasVisibleCharacter: Bool { unicodeScalars.contains(where: \.isVisible) }

    /// Whether it has a control character (Unicode's Cc) other than line endings and tabs. Checked by bytes: long texts are checked with
    /// every change, and iterating over scalars took half of a change's time outside the merge.
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

    /// With `\n` at the end of each line, instead of CRLF or CR.
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
    /// Of the general category Cc, whose members never change (Unicode's stability policy). By code point: long texts are checked with
    /// every change, inside the transaction too, and looking up the category took ten times as long as everything else there.
    package var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// A letter or digit of any script, or an emoji.
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
        // The Braille pattern without dots is a symbol, but blank. Hangul fillers are letters, but "default ignorable".
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
