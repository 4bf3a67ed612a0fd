import NIOCore

/// One request whose response is not complete.
struct Exchange {
    /// The request's id, for a response that the connection sends itself.
    var origin: String?
    var path = "/"
    /// The response has no body.
    var isHead = false
    /// The connection closes after the response.
    var isLast = false
    /// The response must say that the connection stays open, as requested by HTTP/1.0.
    var keepsHTTP10Open = false
    /// The request was HTTP/1.0.
    var isHTTP10 = false
    /// The client is waiting for 100 Continue.
    var mustSendContinue = false
    /// The head of the response was written.
    var isBegun = false
}

extension Exchange {
    /// From the beginning of an invalid message.
    init(glimpse bytes: ByteBufferView) {
        let lines = bytes.split(separator: 0x0A, maxSplits: 250)
        let parts = (lines.first ?? []).split(separator: 0x20, maxSplits: 2)
        isHead = parts.first?.elementsEqual("HEAD") == true
        let target = parts.count > 1 ? parts[1].prefix { $0 != UInt8(ascii: "?") && $0 != 0x0D } : []
        // Long enough to distinguish requests.
        if target.first == UInt8(ascii: "/") { path = String(decoding: target.prefix(1000), as: UTF8.self) }
        for line in lines.dropFirst() where line.prefix(7).isCaseInsensitively("origin:") {
            origin = String(decoding: line.dropFirst(7).filter { $0 > 0x20 }, as: UTF8.self)
        }
    }
}
