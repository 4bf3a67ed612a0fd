import CZlib
import HTTPTypes

/// The only content coding of responses.
enum Gzip {
    /// Shorter bodies are not compressed: they fit into one packet anyway.
    static let minimum = 1_400

    /// - Parameter level: 1 for fast to 9 for small.
    /// - Returns: `bytes` in the coding gzip (RFC 1952).
    static func compress(_ bytes: [UInt8], level: Int32) -> [UInt8] {
        var stream = z_stream()
        guard jobtag_gzip_init(&stream, level) == Z_OK else { preconditionFailure("zlib cannot begin") }
        defer { deflateEnd(&stream) }
        return bytes.withUnsafeBytes { input in
            let capacity = Int(deflateBound(&stream, UInt(input.count)))
            return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
                // zlib only reads from this pointer.
                stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(capacity)
                guard deflate(&stream, Z_FINISH) == Z_STREAM_END else { preconditionFailure("zlib did not finish") }
                count = capacity - Int(stream.avail_out)
            }
        }
    }
}

extension HTTPFields {
    /// Whether the client accepts gzip (RFC 9110 §12.5.3).
    var acceptsGzip: Bool {
        var any = false
        for field in self where field.name == .acceptEncoding {
            for member in field.value.listMembers {
                let parts = member.split(separator: UInt8(ascii: ";")).map(\.withoutSurroundingSpaces)
                guard let coding = parts.first else { continue }
                let isRefused = parts.dropFirst().contains { Self.isZeroQuality($0) }
                if coding.isCaseInsensitively("gzip") || coding.isCaseInsensitively("x-gzip") { return !isRefused }
                if coding.elementsEqual("*".utf8) { any = !isRefused }
            }
        }
        return any
    }

    /// Whether a parameter is a weight of zero: `q=0`, `q=0.0` (RFC 9110 §12.4.2).
    private static func isZeroQuality(_ parameter: Substring.UTF8View) -> Bool {
        let name = parameter.prefix { $0 != UInt8(ascii: "=") }
        guard name.withoutSurroundingSpaces.isCaseInsensitively("q") else { return false }
        let weight = parameter.dropFirst(name.count).dropFirst().withoutSurroundingSpaces
        return Double(Substring(weight)) == 0
    }
}
