/// Numbers tokens so that equal ones, and only those, have equal numbers: equal in their bytes, however alike others may look.
struct TokenInterner {
    private var numbers: [ArraySlice<UInt8>: Int] = [:]

    /// How many different tokens there were so far: each number is less.
    var count: Int { numbers.count }

    mutating func numbers(of tokens: TextTokens) -> [Int] {
        tokens.indices.map { index in
            let bytes = tokens.bytes(of: index..<index + 1)
            if let number = numbers[bytes] { return number }
            let number = numbers.count
            numbers[bytes] = number
            return number
        }
    }
}
