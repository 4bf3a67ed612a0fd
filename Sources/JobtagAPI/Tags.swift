import Foundation
package import JobtagCore

/// A version as the text of an entity tag: `<id>.<microseconds>`. It contains the id, so no tag of one record ever matches another.
extension Version {
    /// The opaque part, without the quotes.
    package var opaqueTag: String { id.text + "." + String(updatedAt.microseconds) }

    /// The entity tag as a header field value (RFC 9110 §8.8.3).
    package var entityTag: String { "\"" + opaqueTag + "\"" }

    /// Parses a tag that this server has created; nil for any other text.
    package init?(opaqueTag text: String) {
        guard text.utf8.count > 37, let dot = text.utf8.dropFirst(36).first, dot == UInt8(ascii: "."),
            let id = UUID(text: text.prefix(36))
        else { return nil }
        let digits = text.utf8.dropFirst(37).prefix { (48...57).contains($0) }
        guard let microseconds = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        self.init(id: id, updatedAt: Timestamp(microseconds: microseconds))
        guard opaqueTag.utf8.elementsEqual(text.utf8) else { return nil }
    }
}
