import NIOCore

/// One request whose answer has not ended.
struct Exchange {
    /// The request's, for an answer that the connection gives itself.
    var origin: String?
    var path = "/"
    /// The answer has no body.
    var isHead = false
    /// The connection ends with the answer.
    var isLast = false
    /// It is to be told that the connection stays, as HTTP/1.0 asks.
    var keepsOldOpen = false
    /// The request came as HTTP/1.0.
    var isOld = false
    /// Somebody waits with the body to be told to go on.
    var owesContinue = false
    /// The head of the answer was written.
    var isBegun = false
}

extension Exchange {
    /// What is told by the beginning of something that is no request.
    init(glimpse bytes: ByteBufferView) {
        let lines = bytes.split(separator: 0x0A, maxSplits: 250)
        let parts = (lines.first ?? []).split(separator: 0x20, maxSplits: 2)
        isHead = parts.first?.elementsEqual("HEAD") == true
        let target = parts.count > 1 ? parts[1].prefix { $0 != UInt8(ascii: "?") && $0 != 0x0D } : []
        // Enough to be told apart by.
        if target.first == UInt8(ascii: "/") { path = String(decoding: target.prefix(1000), as: UTF8.self) }
        for line in lines.dropFirst() where line.prefix(7).isCaseInsensitively("origin:") {
            origin = String(decoding: line.dropFirst(7).filter { $0 > 0x20 }, as: UTF8.self)
        }
    }
}
