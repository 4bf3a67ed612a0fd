import JobtagCore
import Testing

@Suite("Any value written as JSON")
struct JSONRoundTripTests {
    private static func text(_ random: inout RepeatableRandom) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let ranges: [ClosedRange<UInt32>] = [
                0...0x1F, 0x20...0x7F, 0x20...0x7F, 0x80...0x7FF, 0x300...0x36F, 0x800...0xD7FF, 0xE000...0xFFFF,
                0x10000...0x10FFFF,
            ]
            scalars.append(Unicode.Scalar(UInt32.random(in: ranges.randomElement(using: &random)!, using: &random))!)
        }
        return String(scalars)
    }

    private static func value(_ random: inout RepeatableRandom, depth: Int = 0) -> FieldValue {
        switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &random) {
        case 0: return .null
        case 1: return .flag(.random(using: &random))
        case 2: return .number(Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random))
        case 3, 4: return .text(text(&random))
        case 5: return .list((0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, depth: depth + 1) })
        default:
            var members: [String: FieldValue] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &random) { members[text(&random)] = value(&random, depth: depth + 1) }
            return .record(members)
        }
    }

    private static func written(_ value: FieldValue) -> [UInt8] {
        var json = JSONWriter()
        value.write(to: &json)
        return json.bytes
    }

    @Test("is parsed to the same value, and written the same again", arguments: 1...8 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<500 {
            let value = Self.value(&random)
            let json = Self.written(value)
            let copy = try FieldValue(json: json)
            #expect(copy == value)
            #expect(Self.written(copy) == json)
        }
    }

    @Test("is parsed to the same value with white space in every allowed place", arguments: 11...12 as ClosedRange<UInt64>)
    func whiteSpace(seed: UInt64) throws {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<300 {
            let value = Self.value(&random)
            var spaced: [UInt8] = []
            var isInText = false
            var isEscaped = false
            for byte in Self.written(value) {
                let isMark = !isInText && "{}[]:,".utf8.contains(byte)
                if isMark { spaced.append([0x20, 0x0A, 0x0D, 0x09].randomElement(using: &random)!) }
                spaced.append(byte)
                if isMark { spaced.append([0x20, 0x0A, 0x0D, 0x09].randomElement(using: &random)!) }
                if byte == UInt8(ascii: "\""), !isEscaped { isInText.toggle() }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            }
            #expect(try FieldValue(json: spaced) == value)
        }
    }

    @Test(
        "is rejected if its end is missing, and either rejected or valid if a byte differs",
        arguments: 21...24 as ClosedRange<UInt64>)
    func mutilated(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<300 {
            let json = Self.written(.list([Self.value(&random)]))
            #expect(throws: UnreadableJSON.self) {
                try FieldValue(json: Array(json.dropLast(.random(in: 1...json.count, using: &random))))
            }
            var changed = json
            changed[.random(in: changed.indices, using: &random)] = .random(in: 0...255, using: &random)
            guard let value = try? FieldValue(json: changed) else { continue }
            #expect((try? FieldValue(json: Self.written(value))).map(Self.written) == Self.written(value))
        }
    }
}
