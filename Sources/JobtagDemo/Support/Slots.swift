/// A blank in a product's texts, with what may stand in it.
enum Slot: Sendable {
    case choice(String, [String])
    case number(String, ClosedRange<Int>, by: Int)
}

/// The blanks of one job, each filled once so that every text of the job agrees.
struct Filling {
    private var values: [String: String] = [:]

    init(_ slots: [Slot], random: inout SplitMix64) {
        for slot in slots {
            switch slot {
            case .choice(let name, let options):
                values[name] = random.pick(options)
            case .number(let name, let range, let step):
                let steps = (range.upperBound - range.lowerBound) / step
                values[name] = String(range.lowerBound + step * random.int(0...steps))
            }
        }
    }

    mutating func set(_ name: String, _ value: String) {
        values[name] = value
    }

    func number(_ name: String) -> Int {
        values[name].flatMap { Int($0) } ?? 1
    }

    /// Replaces `{name}`, `{Name}` (first letter raised) and `{name-2}` or `{name+15}` (on numbers).
    func fill(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            result += value(of: rest[rest.index(after: open)..<close])
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func value(of key: Substring) -> String {
        if let sign = key.firstIndex(where: { $0 == "-" || $0 == "+" }),
            let base = values[String(key[..<sign])].flatMap({ Int($0) }), let offset = Int(key[sign...])
        {
            return String(base + offset)
        }
        if let value = values[String(key)] { return value }
        if let value = values[key.prefix(1).lowercased() + key.dropFirst()] {
            return value.prefix(1).uppercased() + value.dropFirst()
        }
        return "{\(key)}"
    }
}
