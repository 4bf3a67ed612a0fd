/// Numbers tokens so that tokens have equal numbers if and only if their bytes are equal.
struct TokenInterner {
    private var numbers: [ArraySlice<UInt8>: Int] = [:]

    /// The number of different tokens so far: each number is less.
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
