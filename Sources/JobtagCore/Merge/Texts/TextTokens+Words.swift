extension TextTokens {
    /// A text's words, white space and punctuation, used to show differences.
    ///
    /// A word is what people call a word, so `1,250.00` is one. Several spaces are one token, and so are repeated signs (`-----`);
    /// each line ending is its own token. Text in a script without spaces is split at punctuation.
    init(wordsOf text: String) { self.init(text, joinsValues: false) }

    /// The same, with each value as one token (`ValueJoiner`), such as a date, telephone number, measure or amount: used to merge.
    init(valuesOf text: String) { self.init(text, joinsValues: true) }

    private init(_ text: String, joinsValues: Bool) {
        let bytes = Array(text.utf8)
        var kinds: [CharacterKind] = []
        var characterEnds: [Int] = []
        kinds.reserveCapacity(bytes.count)
        characterEnds.reserveCapacity(bytes.count)
        var start = 0
        for character in text {
            let count = character.utf8.count
            kinds.append(CharacterKind(character, firstByte: bytes[start], byteCount: count))
            start += count
            characterEnds.append(start)
        }

        var joiner = ValueJoiner(bytes: bytes)
        var first = 0
        while first < kinds.count {
            let next: Int
            switch kinds[first] {
            case .word: next = Self.endOfWord(from: first, kinds)
            case .space: next = kinds[first...].firstIndex { $0 != .space } ?? kinds.count
            case .lineEnd: next = first + 1
            case .joiner, .punctuation: next = Self.endOfRepeats(of: first, bytes, characterEnds)
            }
            joiner.append(kinds[first], upTo: characterEnds[next - 1])
            first = next
        }
        let (ends, isAnchor) = joinsValues ? joiner.joined() : joiner.apart()
        self.init(bytes: bytes, ends: ends, isAnchor: isAnchor)
    }

    private static func endOfWord(from first: Int, _ kinds: [CharacterKind]) -> Int {
        var end = first + 1
        while true {
            while end < kinds.count, kinds[end] == .word { end += 1 }
            var next = end
            while next < kinds.count, kinds[next] == .joiner { next += 1 }
            guard next > end, next < kinds.count, kinds[next] == .word else { return end }
            end = next
        }
    }

    private static func endOfRepeats(of first: Int, _ bytes: [UInt8], _ ends: [Int]) -> Int {
        func character(_ index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
        let sign = character(first)
        var end = first + 1
        // A joiner that belongs to the next word cannot occur here: that word would have to start before it.
        while end < ends.count, character(end) == sign { end += 1 }
        return end
    }
}
