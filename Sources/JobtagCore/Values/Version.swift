package import Foundation

/// One state of one record: its id and the time of its last change. The content of an entity tag, without the header's syntax.
package struct Version: Hashable, Sendable {
    package let id: UUID
    package let updatedAt: Timestamp

    package init(id: UUID, updatedAt: Timestamp) {
        self.id = id
        self.updatedAt = updatedAt
    }
}

extension UUID {
    /// A UUID version 7 (RFC 9562 §5.7): sorted by its creation time, with 74 random bits.
    package static func version7(at time: Timestamp) -> UUID {
        // Not `UUID()`, which opens the random device each time.
        var random = SystemRandomNumberGenerator()
        var bytes = unsafeBitCast((random.next(), random.next()) as (UInt64, UInt64), to: uuid_t.self)
        let milliseconds = UInt64(max(0, time.microseconds / 1000))
        bytes.0 = UInt8(truncatingIfNeeded: milliseconds >> 40)
        bytes.1 = UInt8(truncatingIfNeeded: milliseconds >> 32)
        bytes.2 = UInt8(truncatingIfNeeded: milliseconds >> 24)
        bytes.3 = UInt8(truncatingIfNeeded: milliseconds >> 16)
        bytes.4 = UInt8(truncatingIfNeeded: milliseconds >> 8)
        bytes.5 = UInt8(truncatingIfNeeded: milliseconds)
        bytes.6 = (bytes.6 & 0x0F) | 0x70
        bytes.8 = (bytes.8 & 0x3F) | 0x80
        return UUID(uuid: bytes)
    }

    /// The canonical lower-case form, without Foundation's detour through upper case.
    package var text: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            withUnsafeBytes(of: self.uuid) { bytes in
                var position = 0
                for (index, byte) in bytes.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        buffer[position] = 45
                        position += 1
                    }
                    let high = byte >> 4
                    let low = byte & 15
                    buffer[position] = high < 10 ? 48 + high : 87 + high
                    buffer[position + 1] = low < 10 ? 48 + low : 87 + low
                    position += 2
                }
            }
            return 36
        }
    }

    /// Parses the 36-character form in either case; nil for any other text.
    package init?(text: String) { self.init(octets: text.utf8) }

    package init?(text: Substring) { self.init(octets: text.utf8) }

    /// Compiled here for both types: a generic initializer called from other modules would not be specialized.
    private init?(octets: some Sequence<UInt8>) {
        var bytes: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        let isWhole = withUnsafeMutableBytes(of: &bytes) { target in
            var nibbles = 0
            var position = 0
            for byte in octets {
                let value: UInt8
                switch byte {
                case 48...57: value = byte - 48
                case 97...102: value = byte - 87
                case 65...70: value = byte - 55
                case 45 where position == 8 || position == 13 || position == 18 || position == 23:
                    position += 1
                    continue
                default: return false
                }
                guard nibbles < 32, position != 8, position != 13, position != 18, position != 23 else { return false }
                target[nibbles / 2] = target[nibbles / 2] << 4 | value
                nibbles += 1
                position += 1
            }
            return nibbles == 32 && position == 36
        }
        guard isWhole else { return nil }
        self.init(uuid: bytes)
    }
}
