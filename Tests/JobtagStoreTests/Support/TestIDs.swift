import Foundation
import Synchronization

/// Ids that are the same in every run, and in no order, so that nothing can lean on one.
final class TestIDs: Sendable {
    private let state = Mutex<UInt64>(0)

    func next() -> UUID {
        let (high, low) = state.withLock { (Self.scrambled(&$0), Self.scrambled(&$0)) }
        return withUnsafeBytes(of: (high, low)) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }

    /// The next value of the generator SplitMix64.
    private static func scrambled(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
