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
    /// A weak tag for the content of the list: the digest of its text.
    static func tag(_ json: [UInt8]) -> EntityTag {
        let digest = SHA256.hash(data: json).prefix(16)
        return EntityTag(unchecked: digest.hexadecimal, isWeak: true)
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

/// The position where a page of a list starts, as opaque text: its order, and the key and id after which it continues.
enum Cursor {
    static func text(_ position: PagePosition, order: String) -> String {
        var json = JSONWriter()
        FieldValue.list([.text(order), position.key, .text(position.id.text)]).write(to: &json)
        return json.bytes.base64URL
    }

    /// - Throws: `JobError.invalid` for an invalid text, or a cursor of another order.
    static func position(_ text: String, order: String) throws -> PagePosition {
        guard let data = Data(base64URL: text.utf8), case .list(let parts)? = try? FieldValue(json: Array(data)),
            parts.count == 3, parts[1].text?.utf8.contains(0) != true, parts[0].text == order,
            let id = parts[2].text.flatMap({ UUID(text: $0) })
        else {
            throw JobError.invalid("cursor", "This cursor does not belong to this list and order. Use `next` of the previous page.")
        }
        return PagePosition(key: parts[1], id: id)
    }
}
