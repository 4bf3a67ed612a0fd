import Foundation
import JobtagCore
import Testing

@Suite("A new id")
struct UUIDVersion7Tests {
    @Test(
        "has its time to the millisecond, its version and its variant (RFC 9562, section 5.7)",
        arguments: [
            (0, "00000000-0000-7"),
            (999, "00000000-0000-7"),
            (1_000, "00000000-0001-7"),
            // The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z
            (1_645_557_742_000_000, "017f22e2-79b0-7"),
            (1_645_557_742_000_999, "017f22e2-79b0-7"),
            (281_474_976_710_655_000, "ffffffff-ffff-7"),
        ] as [(Int64, String)])
    func bits(microseconds: Int64, prefix: String) {
        for _ in 0..<100 {
            let text = UUID.version7(at: Timestamp(microseconds: microseconds)).text
            #expect(text.hasPrefix(prefix))
            #expect("89ab".contains(text.dropFirst(19).prefix(1)))
        }
    }

    @Test("sorts by its millisecond, as text and as bytes")
    func order() {
        var random = RepeatableRandom(state: 7)
        var microseconds = Int64(1_795_425_302_000_000)
        var previous = UUID.version7(at: Timestamp(microseconds: microseconds))
        for _ in 0..<1000 {
            microseconds += .random(in: 1_000...100_000_000_000, using: &random)
            let next = UUID.version7(at: Timestamp(microseconds: microseconds))
            #expect(previous.text < next.text)
            #expect(previous < next)
            previous = next
        }
    }

    @Test("is unique, even at the same time")
    func unique() {
        let now = Timestamp(microseconds: 1_795_425_302_123_456)
        #expect(Set((0..<10_000).map { _ in UUID.version7(at: now) }).count == 10_000)
    }
}
