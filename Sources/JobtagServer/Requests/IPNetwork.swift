import Foundation

/// An IP address as four or sixteen bytes. An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) is the IPv4 address.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    let bytes: [UInt8]

    /// - Returns: nil for a text that is not an address. A zone (`%eth0`) is ignored.
    init?(_ text: some StringProtocol) {
        let text = String(text.prefix { $0 != "%" })
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            let all = withUnsafeBytes(of: six) { Array($0) }
            bytes = all.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) ? Array(all[12...]) : all
        } else {
            return nil
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The address with only its first bits.
    fileprivate func first(_ bits: Int) -> IPAddress {
        IPAddress(
            bytes: bytes.enumerated().map { index, byte in
                let kept = min(max(bits - index * 8, 0), 8)
                return byte & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
            })
    }

    /// The owner of one IPv6 address has its whole /64; an IPv4 address is one place.
    var place: String { bytes.count == 4 ? description : "\(first(64))/64" }

    var description: String {
        var bytes = bytes
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, &bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Addresses with the same prefix: `192.0.2.0/24`, `2001:db8::/32`, or a single address.
package struct IPNetwork: Hashable, Sendable {
    private let start: IPAddress
    private let bits: Int

    /// - Returns: nil for a text that is not a network.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(parts[0]) else { return nil }
        // The prefix length of an IPv4-mapped address counts as written.
        let excess = parts[0].contains(":") && address.bytes.count == 4 ? 96 : 0
        let whole = address.bytes.count * 8
        guard let written = parts.count == 2 ? Int(parts[1]) : whole + excess else { return nil }
        let bits = written - excess
        guard (0...whole).contains(bits) else { return nil }
        (start, self.bits) = (address.first(bits), bits)
    }

    func contains(_ address: IPAddress) -> Bool {
        address.bytes.count == start.bytes.count && address.first(bits) == start
    }
}
