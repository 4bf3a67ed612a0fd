import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Staff: for admins, except for the names, which everyone can read.
struct StaffOperations: Sendable {
    let workshop: Workshop

    var all: [Operation] {
        [
            Operation(.get, "/api/staff", "listStaff", .admin, taking: []) { call in
                try workshop.list(call, workshop.wholeList(try await workshop.staff.list()))
            },
            Operation(.post, "/api/staff", "createStaff", .admin, create),
            // Jobs refer to assigned people by id: everyone can read the names.
            Operation(.get, "/api/staff/choices", "listStaffChoices", .staff, taking: []) { call in
                try workshop.list(call, Self.choices(try await workshop.staff.list()))
            },
            Operation(.get, "/api/staff/{id}", "getStaff", .admin) { call in
                try workshop.show(call, try await workshop.staff.staff(call.id("id", of: "member of staff")))
            },
            Operation(.put, "/api/staff/{id}", "replaceStaff", .admin, edit),
            Operation(.patch, "/api/staff/{id}", "updateStaff", .admin, edit),
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

    @Sendable private func create(_ call: Call) async throws -> Response {
        let expectation = call.collectionExpectation(workshop.mode) { session in
            Collections.tag(workshop.wholeList(try session.staff()))
        }
        let (input, check) = try await input(call, ids: [:])
        return try await workshop.mutate(call) { session in
            workshop.created(try workshop.staff.create(in: session, if: expectation, input, check: check), at: "/api/staff/")
        }
    }

    @Sendable private func edit(_ call: Call) async throws -> Response {
        let id = try call.id("id", of: "member of staff")
        let (input, check) = try await input(call, ids: ["id": id]) { _ = try await workshop.staff.staff(id) }
        defer { workshop.signInChanges.record() }
        return try await workshop.mutate(call) { session in
            workshop.changed(
                try workshop.staff.edit(id, in: session, if: call.expectation(workshop.mode), input, check: check),
                at: "/api/staff/")
        }
    }

    /// The body, with the password in addition to the fields.
    private func input(
        _ call: Call, ids: [String: UUID], unless exists: () async throws -> Void = {}
    ) async throws -> (Input<StaffEdit>, ReadOnlyCheck<Staff>) {
        let method = call.request.method
        let body = try await call.body(acceptsMergePatch: method == .patch, unless: exists)
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
        return (.success(try await edit.hashed(by: workshop.hasher)), check)
    }
}
