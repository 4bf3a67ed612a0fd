/// Parses JSON strictly as in RFC 8259, with I-JSON's rule that names are unique (RFC 7493 §2.3).
///
/// Foundation's decoder accepts trailing commas, duplicate names and other encodings. Other parsers may read these differently,
/// and the change that is made must be the one that was intended.
struct JSONReader {
    /// Why a text is not valid JSON, and where.
    struct SyntaxError: Error, Hashable, Sendable {
        let message: String
        /// Bytes from the start.
        let offset: Int
    }

    /// The maximum nesting of lists and records. Nothing here needs more than four levels.
    private static let maximumDepth = 32

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// - Throws: `SyntaxError`.
    static func read(_ text: [UInt8]) throws -> FieldValue {
        // Validated once as a whole, so that every part of it is valid text too.
        guard String(validating: text, as: UTF8.self) != nil else { throw SyntaxError(message: "this is not UTF-8", offset: 0) }
        return try text.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(bytes: buffer)
            reader.skipSpace()
            let value = try reader.value(depth: 0)
            reader.skipSpace()
            guard reader.position == buffer.count else { throw reader.error("unexpected text after the value") }
            return value
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private func error(_ message: String) -> SyntaxError { SyntaxError(message: message, offset: position) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws -> FieldValue {
        switch next {
        case UInt8(ascii: "{"): return try record(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try literal("true", .flag(true))
        case UInt8(ascii: "f"): return try literal("false", .flag(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: FieldValue) throws -> FieldValue {
        for index in 0..<text.utf8CodeUnitCount where !take(text.utf8Start[index]) { throw error("expected a value") }
        return value
    }

    private mutating func record(depth: Int) throws -> FieldValue {
        guard depth < Self.maximumDepth else { throw error("this is nested too deeply") }
        position += 1
        var members: [String: FieldValue] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return .record(members) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("expected a name in quotes") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error("expected a colon") }
            skipSpace()
            guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
                throw error("the name \(name.beginning(scalars: 50)) appears twice")
            }
            skipSpace()
            if take(UInt8(ascii: "}")) { return .record(members) }
            guard take(UInt8(ascii: ",")) else { throw error("expected a comma or a closing brace") }
        }
    }

    private mutating func list(depth: Int) throws -> FieldValue {
        guard depth < Self.maximumDepth else { throw error("this is nested too deeply") }
        position += 1
        var values: [FieldValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .list(values) }
        while true {
            skipSpace()
            values.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .list(values) }
            guard take(UInt8(ascii: ",")) else { throw error("expected a comma or a closing bracket") }
        }
    }

    private mutating func number() throws -> FieldValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let whole = position
        skipDigits()
        guard position > whole, position == whole + 1 || bytes[whole] != UInt8(ascii: "0") else {
            position = start
            throw error("expected a value")
        }
        var digits = Array(bytes[start..<position])
        var zeros = 0
        if take(UInt8(ascii: ".")) {
            let fraction = position
            skipDigits()
            guard position > fraction else { throw error("expected digits") }
            digits += bytes[fraction..<position]
            zeros -= position - fraction
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            let sign = take(UInt8(ascii: "-")) ? -1 : 1
            if sign > 0 { _ = take(UInt8(ascii: "+")) }
            let exponent = position
            skipDigits()
            guard position > exponent else { throw error("expected digits") }
            // A larger exponent never gives a number within 64 bits, except for zero, which needs none.
            zeros += sign * min(Int(String(decoding: bytes[exponent..<position], as: UTF8.self)) ?? .max, 1_000_000)
        }
        return Self.whole(digits, zeros: zeros).map(FieldValue.number) ?? .fraction
    }

    /// The number in `digits`, with this many zeros appended, or digits removed if negative: 1.50e1 is whole.
    private static func whole(_ digits: [UInt8], zeros: Int) -> Int64? {
        var digits = digits
        for _ in stride(from: zeros, to: 0, by: 1) {
            guard digits.last == UInt8(ascii: "0") else { return nil }
            digits.removeLast()
            guard digits.last.map({ (48...57).contains($0) }) == true else { return 0 }
        }
        if zeros > 0 {
            guard digits.contains(where: { (49...57).contains($0) }) else { return 0 }
            guard zeros < 20 else { return nil }
            digits += Array(repeating: UInt8(ascii: "0"), count: zeros)
        }
        return Int64(String(decoding: digits, as: UTF8.self))
    }

    private mutating func skipDigits() {
        while let byte = next, (48...57).contains(byte) { position += 1 }
    }

    private mutating func string() throws -> String {
        position += 1
        let start = position
        // Most strings have no escapes: then the bytes are the text.
        position =
            bytes[start...].firstIndex { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20 } ?? bytes.count
        if next == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &text)
            case 0..<0x20: throw error("a control character must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error("a closing quote is missing")
    }

    private mutating func escape(into text: inout [UInt8]) throws {
        guard let byte = next else { throw error("an escape sequence is incomplete") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = UInt32(try codeUnit())
            if (0xD800..<0xDC00).contains(code) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw error("half of a surrogate pair is missing") }
                let low = UInt32(try codeUnit())
                guard (0xDC00..<0xE000).contains(low) else { throw error("half of a surrogate pair is missing") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error("half of a surrogate pair is missing") }
            text.append(contentsOf: UTF8.encode(scalar)!)
        default: throw error("this escape sequence does not exist")
        }
    }

    private mutating func codeUnit() throws -> UInt16 {
        guard position + 4 <= bytes.count else { throw error("expected four hexadecimal digits") }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            switch byte {
            case 48...57: unit = unit << 4 | UInt16(byte - 48)
            case 65...70: unit = unit << 4 | UInt16(byte - 55)
            case 97...102: unit = unit << 4 | UInt16(byte - 87)
            default: throw error("expected four hexadecimal digits")
            }
            position += 1
        }
        return unit
    }
}
