import CZlib
import HTTPTypes

/// The one content coding that answers can have.
enum Gzip {
    /// Shorter bodies gain nothing worth the work: they fit into one packet as they are.
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
                // zlib only reads from where it is told to read.
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
    /// Whether who asks takes gzip (RFC 9110 §12.5.3).
    var acceptsGzip: Bool {
        var any = false
        for field in self[values: .acceptEncoding] {
            for member in field.split(separator: ",") {
                let parts = member.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
                guard let coding = parts.first else { continue }
                let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
                if coding == "gzip" || coding == "x-gzip" { return !isRefused }
                if coding == "*" { any = !isRefused }
            }
        }
        return any
    }
}
