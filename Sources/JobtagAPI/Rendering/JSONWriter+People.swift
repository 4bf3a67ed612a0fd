import Foundation
package import JobtagCore

extension JSONWriter {
    package mutating func client(_ client: Client) {
        object { json in
            json.member("id", client.id.text)
            json.member("name", client.name)
            json.member("email", client.email)
            json.member("phone", client.phone)
            json.member("address", client.address)
            json.member("notes", client.notes)
            json.member("created_at", client.createdAt.description)
            json.version(client.version)
        }
    }

    package mutating func contact(_ contact: Contact) {
        object { json in
            json.member("id", contact.id.text)
            json.member("client_id", contact.clientID.text)
            json.member("name", contact.name)
            json.member("email", contact.email)
            json.member("phone", contact.phone)
            json.member("position", contact.position)
            json.member("created_at", contact.createdAt.description)
            json.version(contact.version)
        }
    }

    package mutating func staff(_ staff: Staff) {
        object { json in
            json.member("id", staff.id.text)
            json.member("name", staff.name)
            json.member("email", staff.email)
            json.member("role", staff.role.rawValue)
            json.member("is_active", staff.isActive)
            json.member("created_at", staff.createdAt.description)
            json.version(staff.version)
        }
    }

    /// A deleted client or contact, with what is needed to restore it.
    package mutating func deletion(of client: Client, _ deletion: Deletion) {
        object { json in
            json.member("client_id", client.id.text)
            json.member("name", client.name)
            json.deletion(deletion, client.version)
        }
    }

    package mutating func deletion(of contact: Contact, _ deletion: Deletion) {
        object { json in
            json.member("client_id", contact.clientID.text)
            json.member("contact_id", contact.id.text)
            json.member("name", contact.name)
            json.deletion(deletion, contact.version)
        }
    }

    private mutating func deletion(_ deletion: Deletion, _ version: Version) {
        member("at", deletion.at.description)
        by(deletion.by)
        member("etag", version.entityTag)
    }
}
