import Foundation

/// Origins in the spelling that browsers send in `Origin` (the HTML standard's serialization of an origin).
package enum BrowserOrigin {
    /// The origin of a text written by a person, including a URL, and without a scheme.
    ///
    /// - Returns: nil if no browser could have such an origin.
    package static func spelling(of text: String) -> String? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        var scheme = "http"
        var rest = text[...]
        if let colon = text.range(of: "://") {
            scheme = text[..<colon.lowerBound].lowercased()
            rest = text[colon.upperBound...]
        }
        guard let defaultPort = ["http": 80, "https": 443][scheme] else { return nil }
        // No path, query, fragment or user information.
        rest = rest.prefix { !"/?#\\".contains($0) }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        guard let (host, port) = split(rest), let host = host.hasPrefix("[") ? address6(host) : name(host) else { return nil }
        guard !port.isEmpty else { return "\(scheme)://\(host)" }
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port) else { return nil }
        return "\(scheme)://\(host)" + (number == defaultPort ? "" : ":\(number)")
    }

    private static func split(_ authority: Substring) -> (host: Substring, port: Substring)? {
        let end: Substring.Index
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            end = authority.index(after: bracket)
        } else {
            end = authority.firstIndex(of: ":") ?? authority.endIndex
        }
        let rest = authority[end...]
        guard rest.isEmpty || rest.first == ":" else { return nil }
        return (authority[..<end], rest.dropFirst())
    }

    /// A domain in lower case and ASCII, or an IPv4 address.
    private static func name(_ host: Substring) -> String? {
        var name = host.lowercased()
        if !name.utf8.allSatisfy({ $0 < 0x80 }) {
            // Browsers send the ASCII form of an international name (UTS #46).
            guard let ascii = URLComponents(string: "http://\(name)/")?.encodedHost else { return nil }
            name = ascii
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last(where: { !$0.isEmpty }),
            name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "-._".utf8.contains($0) })
        else { return nil }
        guard last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) || last.hasPrefix("0x") else { return name }
        // Anything ending in a number is an IPv4 address, complete or not.
        var address = in_addr()
        guard inet_aton(name, &address) != 0 else { return nil }
        return withUnsafeBytes(of: address) { $0.map { String($0) }.joined(separator: ".") }
    }

    /// An IPv6 address in brackets, with the longest run of zeros omitted (the URL standard; RFC 5952 except for embedded IPv4).
    private static func address6(_ host: Substring) -> String? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address) == 1 else { return nil }
        let pieces = withUnsafeBytes(of: address) { bytes in
            (0..<8).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
        }
        var longest = 0..<0
        var run = 0..<0
        for (place, piece) in pieces.enumerated() {
            run = piece == 0 ? (run.isEmpty ? place : run.lowerBound)..<(place + 1) : 0..<0
            if run.count > max(longest.count, 1) { longest = run }
        }
        func text(_ pieces: ArraySlice<UInt16>) -> String { pieces.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return "[\(text(pieces[...]))]" }
        return "[\(text(pieces[..<longest.lowerBound]))::\(text(pieces[longest.upperBound...]))]"
    }
}
