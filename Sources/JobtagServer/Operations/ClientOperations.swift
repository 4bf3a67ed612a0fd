import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Clients and their contacts.
struct ClientOperations: Sendable {
    let services: AppServices

    var all: [Operation] {
        let client = "/api/clients/{id}"
        let contact = "/api/clients/{id}/contacts/{contact}"
        return [
            Operation(.get, "/api/clients", "listClients", .staff, taking: ClientQuery.parameters, list),
            Operation(.post, "/api/clients", "createClient", .office, create),
            Operation(.get, client, "getClient", .staff) { request in
                try services.show(request, try await services.clients.client(request.clientID))
            },
            Operation(.put, client, "replaceClient", .office, edit),
            Operation(.patch, client, "updateClient", .office, edit),
            Operation(.delete, client, "deleteClient", .office) { request in
                let id = try request.clientID
                try await request.requireNoBody { _ = try await services.clients.client(id) }
                return try await services.mutate(request) { session in
                    services.deleted(
                        try services.clients.delete(id, in: session, by: request.actor, if: request.precondition(services.mode)))
                }
            },
            Operation(.post, client + "/restore", "restoreClient", .office, restore),
            Operation(.get, client + "/changes", "listClientChanges", .staff, taking: []) { request in
                try services.show(
                    request, try await services.clients.history(of: request.clientID, limit: AppServices.shownChanges))
            },
            Operation(.post, client + "/undo", "undoClientChange", .office, undo),
            Operation(.get, client + "/contacts", "listContacts", .staff, taking: [.deleted]) { request in
                let isDeleted = try request.isOfDeleted
                return try services.list(
                    request, services.wholeList(try await services.clients.contacts(of: request.clientID, isDeleted: isDeleted)))
            },
            Operation(.post, client + "/contacts", "createContact", .office, createContact),
            Operation(.get, contact, "getContact", .staff) { request in
                try services.show(request, try await services.clients.contact(request.contactID, of: request.clientID))
            },
            Operation(.put, contact, "replaceContact", .office, editContact),
            Operation(.patch, contact, "updateContact", .office, editContact),
            Operation(.delete, contact, "deleteContact", .office) { request in
                let (clientID, id) = (try request.clientID, try request.contactID)
                try await request.requireNoBody { _ = try await services.clients.contact(id, of: clientID) }
                return try await services.mutate(request) { session in
                    services.deleted(
                        try services.clients.deleteContact(
                            id, of: clientID, in: session, by: request.actor, if: request.precondition(services.mode)))
                }
            },
            Operation(.post, contact + "/restore", "restoreContact", .office, restoreContact),
            Operation(.get, contact + "/changes", "listContactChanges", .staff, taking: []) { request in
                try services.show(
                    request,
                    try await services.clients.history(
                        ofContact: request.contactID, of: request.clientID, limit: AppServices.shownChanges))
            },
            Operation(.post, contact + "/undo", "undoContactChange", .office, undoContact),
        ]
    }

    @Sendable private func list(_ request: OperationRequest) async throws -> Response {
        try services.list(request, Self.render(try await services.clients.list(try ClientQuery(request.parameters))))
    }

    private static func render(_ page: Page<Client>) -> [UInt8] {
        Collections.page(page, cursor: page.next.map { Cursor.text($0, order: ClientQuery.orderText) }) { $0.client($1) }
    }

    @Sendable private func create(_ request: OperationRequest) async throws -> Response {
        let precondition = request.collectionPrecondition(services.mode) { session in
            Collections.tag(Self.render(try session.clients(ClientQuery())))
        }
        let (input, check) = try await services.input(request, of: Client.self, ids: [:])
        return try await services.mutate(request) { session in
            services.created(
                try services.clients.create(in: session, by: request.actor, if: precondition, input, check: check),
                at: "/api/clients/")
        }
    }

    @Sendable private func edit(_ request: OperationRequest) async throws -> Response {
        let id = try request.clientID
        let (input, check) = try await services.input(request, of: Client.self, ids: ["id": id]) {
            _ = try await services.clients.client(id)
        }
        return try await services.mutate(request) { session in
            services.changed(
                try services.clients.edit(
                    id, in: session, by: request.actor, if: request.precondition(services.mode), input, check: check),
                at: "/api/clients/")
        }
    }

    @Sendable private func restore(_ request: OperationRequest) async throws -> Response {
        let id = try request.clientID
        let input = try await request.withoutMembers(ids: ["id": id]) {
            _ = try await services.clients.client(id, includingDeleted: true)
        }
        return try await services.mutate(request) { session in
            services.changed(
                try services.clients.restore(id, in: session, by: request.actor, if: request.precondition(services.mode), input),
                at: "/api/clients/")
        }
    }

    @Sendable private func undo(_ request: OperationRequest) async throws -> Response {
        let id = try request.clientID
        let input = try await request.changeID(of: "client", ids: ["id": id]) { _ = try await services.clients.client(id) }
        return try await services.mutate(request) { session in
            services.changed(
                try services.clients.undo(of: id, in: session, by: request.actor, if: request.precondition(services.mode), input),
                at: "/api/clients/")
        }
    }

    @Sendable private func undoContact(_ request: OperationRequest) async throws -> Response {
        let (clientID, id) = (try request.clientID, try request.contactID)
        let input = try await request.changeID(of: "contact", ids: ["id": id, "client_id": clientID]) {
            _ = try await services.clients.contact(id, of: clientID)
        }
        return try await services.mutate(request) { session in
            services.changed(
                try services.clients.undoContact(
                    id, of: clientID, in: session, by: request.actor, if: request.precondition(services.mode), input),
                at: "/api/clients/\(clientID.text)/contacts/")
        }
    }

    @Sendable private func restoreContact(_ request: OperationRequest) async throws -> Response {
        let (clientID, id) = (try request.clientID, try request.contactID)
        let input = try await request.withoutMembers(ids: ["id": id, "client_id": clientID]) {
            _ = try await services.clients.contact(id, of: clientID, includingDeleted: true)
        }
        return try await services.mutate(request) { session in
            services.changed(
                try services.clients.restoreContact(
                    id, of: clientID, in: session, by: request.actor, if: request.precondition(services.mode), input),
                at: "/api/clients/\(clientID.text)/contacts/")
        }
    }

    @Sendable private func createContact(_ request: OperationRequest) async throws -> Response {
        let id = try request.clientID
        let precondition = request.collectionPrecondition(services.mode) { session in
            Collections.tag(services.wholeList(try session.contacts(ofClient: id)))
        }
        let (input, check) = try await services.input(request, of: Contact.self, ids: ["client_id": id]) {
            _ = try await services.clients.client(id)
        }
        return try await services.mutate(request) { session in
            services.created(
                try services.clients.createContact(
                    of: id, in: session, by: request.actor, if: precondition, input, check: check),
                at: "/api/clients/\(id.text)/contacts/")
        }
    }

    @Sendable private func editContact(_ request: OperationRequest) async throws -> Response {
        let (clientID, id) = (try request.clientID, try request.contactID)
        let (input, check) = try await services.input(request, of: Contact.self, ids: ["id": id, "client_id": clientID]) {
            _ = try await services.clients.contact(id, of: clientID)
        }
        return try await services.mutate(request) { session in
            services.changed(
                try services.clients.editContact(
                    id, of: clientID, in: session, by: request.actor, if: request.precondition(services.mode), input, check: check),
                at: "/api/clients/\(clientID.text)/contacts/")
        }
    }
}

extension OperationRequest {
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
