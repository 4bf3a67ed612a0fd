import ConditionalRequests
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Lists and their weak tags.
enum Collections {
    /// A weak tag that says what the list says: the digest of its text.
    static func tag(_ json: [UInt8]) -> EntityTag {
        let digest = SHA256.hash(data: json).prefix(16)
        return EntityTag(unchecked: digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(), isWeak: true)
    }

    static func page<Element>(_ page: Page<Element>, cursor: String?, _ write: (inout JSONWriter, Element) -> Void) -> [UInt8] {
        var json = JSONWriter(reserving: 1024 * (page.items.count + 1))
        json.object { json in
            json.key("results")
            json.array(page.items, write)
            json.member("next", cursor)
        }
        return json.bytes
    }
}

/// Where a page of a list begins, as opaque text: the order it belongs to, the key and the id after which it goes on.
enum Cursor {
    static func text(_ position: PagePosition, order: String) -> String {
        var json = JSONWriter()
        FieldValue.list([.text(order), position.key, .text(position.id.text)]).write(to: &json)
        return Data(json.bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Throws: `JobError.invalid` for a text that is none, or of a list in another order.
    static func position(_ text: String, order: String) throws -> PagePosition {
        var base64 = text.utf8.map { octet in
            switch octet {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: octet
            }
        }
        base64 += repeatElement(UInt8(ascii: "="), count: (4 - base64.count % 4) % 4)
        guard let data = Data(base64Encoded: Data(base64)), case .list(let parts)? = try? FieldValue(json: Array(data)),
            parts.count == 3,
            parts[0].text == order, let id = parts[2].text.flatMap({ UUID(text: $0) })
        else { throw JobError.invalid("cursor", "This is not a cursor of this list in this order; take it from the member next.") }
        return PagePosition(key: parts[1], id: id)
    }
}
