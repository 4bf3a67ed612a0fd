import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Clients and their contacts.
struct ClientOperations: Sendable {
    let workshop: Workshop

    var all: [Operation] {
        let client = "/api/clients/{id}"
        let contact = "/api/clients/{id}/contacts/{contact}"
        return [
            Operation(.get, "/api/clients", "listClients", .staff, taking: ClientQuery.parameters, list),
            Operation(.post, "/api/clients", "createClient", .office, create),
            Operation(.get, client, "getClient", .staff) { call in
                try workshop.show(call, try await workshop.clients.client(call.clientID))
            },
            Operation(.put, client, "replaceClient", .office, edit),
            Operation(.patch, client, "updateClient", .office, edit),
            Operation(.delete, client, "deleteClient", .office) { call in
                let id = try call.clientID
                try await call.requireNoBody { _ = try await workshop.clients.client(id) }
                return try await workshop.mutate(call) { session in
                    workshop.deleted(
                        try workshop.clients.delete(id, in: session, by: call.actor, if: call.expectation(workshop.mode)))
                }
            },
            Operation(.post, client + "/restore", "restoreClient", .office, restore),
            Operation(.get, client + "/contacts", "listContacts", .staff, taking: [.deleted]) { call in
                let isDeleted = try call.isOfDeleted
                return try workshop.list(
                    call, workshop.wholeList(try await workshop.clients.contacts(of: call.clientID, isDeleted: isDeleted)))
            },
            Operation(.post, client + "/contacts", "createContact", .office, createContact),
            Operation(.get, contact, "getContact", .staff) { call in
                try workshop.show(call, try await workshop.clients.contact(call.contactID, of: call.clientID))
            },
            Operation(.put, contact, "replaceContact", .office, editContact),
            Operation(.patch, contact, "updateContact", .office, editContact),
            Operation(.delete, contact, "deleteContact", .office) { call in
                let (clientID, id) = (try call.clientID, try call.contactID)
                try await call.requireNoBody { _ = try await workshop.clients.contact(id, of: clientID) }
                return try await workshop.mutate(call) { session in
                    workshop.deleted(
                        try workshop.clients.deleteContact(
                            id, of: clientID, in: session, by: call.actor, if: call.expectation(workshop.mode)))
                }
            },
            Operation(.post, contact + "/restore", "restoreContact", .office, restoreContact),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        try workshop.list(call, Self.render(try await workshop.clients.list(try ClientQuery(call.parameters))))
    }

    private static func render(_ page: Page<Client>) -> [UInt8] {
        Collections.page(page, cursor: page.next.map { Cursor.text($0, order: ClientQuery.orderText) }) { $0.client($1) }
    }

    @Sendable private func create(_ call: Call) async throws -> Response {
        let expectation = call.collectionExpectation(workshop.mode) { session in
            Collections.tag(Self.render(try session.clients(ClientQuery())))
        }
        let (input, check) = try await workshop.input(call, of: Client.self, ids: [:])
        return try await workshop.mutate(call) { session in
            workshop.created(try workshop.clients.create(in: session, if: expectation, input, check: check), at: "/api/clients/")
        }
    }

    @Sendable private func edit(_ call: Call) async throws -> Response {
        let id = try call.clientID
        let (input, check) = try await workshop.input(call, of: Client.self, ids: ["id": id]) {
            _ = try await workshop.clients.client(id)
        }
        return try await workshop.mutate(call) { session in
            workshop.changed(
                try workshop.clients.edit(
                    id, in: session, by: call.actor, if: call.expectation(workshop.mode), input, check: check), at: "/api/clients/")
        }
    }

    @Sendable private func restore(_ call: Call) async throws -> Response {
        let id = try call.clientID
        let input = try await call.withoutMembers(ids: ["id": id]) {
            _ = try await workshop.clients.client(id, includingDeleted: true)
        }
        return try await workshop.mutate(call) { session in
            workshop.changed(
                try workshop.clients.restore(id, in: session, if: call.expectation(workshop.mode), input), at: "/api/clients/")
        }
    }

    @Sendable private func restoreContact(_ call: Call) async throws -> Response {
        let (clientID, id) = (try call.clientID, try call.contactID)
        let input = try await call.withoutMembers(ids: ["id": id, "client_id": clientID]) {
            _ = try await workshop.clients.contact(id, of: clientID, includingDeleted: true)
        }
        return try await workshop.mutate(call) { session in
            workshop.changed(
                try workshop.clients.restoreContact(
                    id, of: clientID, in: session, if: call.expectation(workshop.mode), input),
                at: "/api/clients/\(clientID.text)/contacts/")
        }
    }

    @Sendable private func createContact(_ call: Call) async throws -> Response {
        let id = try call.clientID
        let expectation = call.collectionExpectation(workshop.mode) { session in
            Collections.tag(workshop.wholeList(try session.contacts(ofClient: id)))
        }
        let (input, check) = try await workshop.input(call, of: Contact.self, ids: ["client_id": id]) {
            _ = try await workshop.clients.client(id)
        }
        return try await workshop.mutate(call) { session in
            workshop.created(
                try workshop.clients.createContact(of: id, in: session, if: expectation, input, check: check),
                at: "/api/clients/\(id.text)/contacts/")
        }
    }

    @Sendable private func editContact(_ call: Call) async throws -> Response {
        let (clientID, id) = (try call.clientID, try call.contactID)
        let (input, check) = try await workshop.input(call, of: Contact.self, ids: ["id": id, "client_id": clientID]) {
            _ = try await workshop.clients.contact(id, of: clientID)
        }
        return try await workshop.mutate(call) { session in
            workshop.changed(
                try workshop.clients.editContact(
                    id, of: clientID, in: session, by: call.actor, if: call.expectation(workshop.mode), input, check: check),
                at: "/api/clients/\(clientID.text)/contacts/")
        }
    }
}

extension Call {
    fileprivate var clientID: UUID {
        get throws { try id("id", of: "client") }
    }

    fileprivate var contactID: UUID {
        get throws { try id("contact", of: "contact") }
    }

    /// Whether to list deleted records.
    fileprivate var isOfDeleted: Bool {
        get throws {
            guard let value = parameter("deleted") else { return false }
            do throws(FieldError) {
                return try Parameter.flag(value, of: "deleted")
            } catch {
                throw JobError.invalid([error])
            }
        }
    }
}
