import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Staff: for admins, except for the names, which everyone can read.
struct StaffOperations: Sendable {
    let services: AppServices

    var all: [Operation] {
        [
            Operation(.get, "/api/staff", "listStaff", .admin, taking: []) { request in
                try services.list(request, services.wholeList(try await services.staff.list()))
            },
            Operation(.post, "/api/staff", "createStaff", .admin, create),
            // Jobs refer to assigned people by id: everyone can read the names.
            Operation(.get, "/api/staff/choices", "listStaffChoices", .staff, taking: []) { request in
                try services.list(request, Self.choices(try await services.staff.list()))
            },
            Operation(.get, "/api/staff/{id}", "getStaff", .admin) { request in
                try services.show(request, try await services.staff.staff(request.id("id", of: "member of staff")))
            },
            Operation(.put, "/api/staff/{id}", "replaceStaff", .admin, edit),
            Operation(.patch, "/api/staff/{id}", "updateStaff", .admin, edit),
            Operation(.get, "/api/staff/{id}/changes", "listStaffChanges", .admin, taking: []) { request in
                let id = try request.id("id", of: "member of staff")
                return try services.show(request, try await services.staff.history(of: id, limit: AppServices.shownChanges))
            },
            Operation(.post, "/api/staff/{id}/undo", "undoStaffChange", .admin, undo),
        ]
    }

    private static func choices(_ people: [Staff]) -> [UInt8] {
        Collections.page(Page(items: people, next: nil), cursor: nil) { json, person in
            json.object { json in
                json.member("id", person.id.text)
                json.member("name", person.name)
                json.member("role", person.role.rawValue)
                json.member("is_active", person.isActive)
            }
        }
    }

    @Sendable private func create(_ request: OperationRequest) async throws -> Response {
        let precondition = request.collectionPrecondition(services.mode) { session in
            Collections.tag(services.wholeList(try session.staff()))
        }
        let (input, check) = try await input(request, ids: [:])
        return try await services.mutate(request) { session in
            services.created(
                try services.staff.create(in: session, by: request.actor, if: precondition, input, check: check),
                at: "/api/staff/")
        }
    }

    @Sendable private func edit(_ request: OperationRequest) async throws -> Response {
        let id = try request.id("id", of: "member of staff")
        let (input, check) = try await input(request, ids: ["id": id]) { _ = try await services.staff.staff(id) }
        defer { services.sessionsChanged() }
        return try await services.mutate(request) { session in
            services.changed(
                try services.staff.edit(
                    id, in: session, by: request.actor, if: request.precondition(services.mode), input, check: check),
                at: "/api/staff/")
        }
    }

    @Sendable private func undo(_ request: OperationRequest) async throws -> Response {
        let id = try request.id("id", of: "member of staff")
        let input = try await request.changeID(of: "member of staff", ids: ["id": id]) { _ = try await services.staff.staff(id) }
        defer { services.sessionsChanged() }
        return try await services.mutate(request) { session in
            services.changed(
                try services.staff.undo(of: id, in: session, by: request.actor, if: request.precondition(services.mode), input),
                at: "/api/staff/")
        }
    }

    /// The body, with the password in addition to the fields.
    private func input(
        _ request: OperationRequest, ids: [String: UUID], unless exists: () async throws -> Void = {}
    ) async throws -> (Input<StaffEdit>, ReadOnlyCheck<Staff>) {
        let method = request.http.method
        let body = try await request.body(acceptsMergePatch: method == .patch, unless: exists)
        let check = body.check(readOnly: ReadOnlyMembers.staff, ids: ids) { (json, staff: Staff) in json.staff(staff) }
        let input = body.flatMap { body in
            Result { () throws(JobError) in
                let fields = try body.edit(
                    of: Staff.self, readOnly: ReadOnlyMembers.staff, ids: ids, isWhole: method == .put, also: ["password"])
                switch body.members["password"] {
                case nil: return StaffEdit(fields: fields)
                case .text(let password): return StaffEdit(fields: fields, password: password)
                default: throw .invalid("password", "This must be a string.")
                }
            }
        }
        guard case .success(let edit) = input else { return (input, check) }
        return (.success(try await edit.hashed(by: services.hasher)), check)
    }
}
