import JobtagCore

extension JSONWriter {
    /// What `body` writes.
    static func written(_ body: (inout JSONWriter) -> Void) -> JSONWriter {
        var json = JSONWriter()
        body(&json)
        return json
    }

    /// The names of the members at the top, in their order. Reading the text would lose that.
    var names: [String] {
        var names: [String] = []
        var depth = 0
        var text: [UInt8]?
        var last = ""
        var isEscaped = false
        for byte in bytes {
            if let piece = text {
                if byte == UInt8(ascii: "\""), !isEscaped {
                    last = String(decoding: piece, as: UTF8.self)
                    text = nil
                } else {
                    text?.append(byte)
                }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): text = []
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":") where depth == 1: names.append(last)
            default: break
            }
        }
        return names
    }
}
