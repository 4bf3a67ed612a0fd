import ConditionalRequests
import HTTPTypes
import Testing

/// The same sequence in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Arbitrary input")
struct FuzzTests {
    /// Whole tags and the pieces of them turn up as often as arbitrary octets.
    private static func octets(_ random: inout SeededGenerator) -> [UInt8] {
        let pieces = [#""a""#, #"W/"b""#, #""-gzip""#, ", ", ",", " ", "\t", "*", "\"", "w/", "--br", ";gz", "\\", "é"]
        return (0..<Int.random(in: 0...8, using: &random)).flatMap { _ in
            Int.random(in: 0..<4, using: &random) > 0
                ? Array(pieces.randomElement(using: &random)!.utf8) : [UInt8.random(in: 0...255, using: &random)]
        }
    }

    @Test(
        "is parsed to a value that is written the same, or rejected at a position within it",
        arguments: 1...8 as ClosedRange<UInt64>)
    func parsers(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var accepted = 0
        for _ in 0..<5_000 {
            let text = String(decoding: Self.octets(&random), as: UTF8.self)
            do throws(EntityTagSyntaxError) {
                let list = try EntityTagList(parsing: text)
                accepted += 1
                #expect((try? EntityTagList(parsing: list.description)) == list)
            } catch {
                #expect(error.offset >= 0 && error.offset <= text.utf8.count, "\(text.debugDescription)")
                #expect(!error.description.isEmpty)
            }
            if let tag = try? EntityTag(parsing: text) {
                #expect((try? EntityTag(parsing: tag.description)) == tag)
                #expect((try? EntityTagList(parsing: text)) == .tags([tag]))
            }
            if let date = try? HTTPDate(parsing: text) { #expect((try? HTTPDate(parsing: date.description)) == date) }
        }
        #expect(accepted > 50, "the generator makes too little that is valid")
    }

    @Test("makes one tag of allowed octets, and no tag of others", arguments: 1...4 as ClosedRange<UInt64>)
    func tags(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        for _ in 0..<2_000 {
            let opaqueTag = String(decoding: Self.octets(&random), as: UTF8.self)
            let isAllowed = opaqueTag.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0.value != 0x7F }
            let tag = EntityTag(opaqueTag: opaqueTag, isWeak: Bool.random(using: &random))
            #expect((tag != nil) == isAllowed)
            guard let tag else { continue }
            #expect(try EntityTag(parsing: tag.description) == tag)
            #expect(tag.matches(tag, by: .weak))
            #expect(tag.matches(tag, by: .strong) == !tag.isWeak)
            for meaning in tag.meanings(under: .contentCodings) {
                #expect(EntityTagList.tags([tag]).contains(meaning, by: .weak, tolerance: .contentCodings))
            }
        }
    }

    @Test(
        "in header fields is evaluated, and a change passes only with the current tag",
        arguments: 1...8 as ClosedRange<UInt64>)
    func fields(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let current = EntityTag(unchecked: "0")
        let strict = Policy(isIfMatchRequired: true, acceptsWildcard: false)
        for _ in 0..<2_000 {
            var fields = HTTPFields()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let name = (Preconditions.names + [.range, .accept]).randomElement(using: &random)!
                let value = Bool.random(using: &random) ? Array("\"0\"".utf8) : Self.octets(&random)
                fields.append(HTTPField(name: name, lenientValue: value))
            }
            for method in [HTTPRequest.Method.get, .head, .put, .options] {
                let validators = Bool.random(using: &random) ? Validators(entityTag: current) : nil
                let evaluation = Preconditions(fields).evaluate(method, against: validators, policy: strict)
                #expect(!evaluation.steps.isEmpty)
                guard method == .put, evaluation.outcome == .perform else { continue }
                #expect(validators != nil && fields[values: .ifMatch].contains { $0.contains("\"0\"") })
            }
        }
    }
}
