import Foundation
import JobtagCore
import Testing

/// A way to change a job: what all of them have in common is tested on each.
struct JobMutation: Sendable, CustomTestStringConvertible {
    let name: String
    /// Makes a job on which the mutation can be made.
    let prepare: @Sendable (Shop) async throws -> Job
    let run: @Sendable (Shop, Job, Expected) async throws -> Void
    /// The mutation with invalid data; nil where it takes none.
    let runBroken: (@Sendable (Shop, Job, Expected) async throws -> Void)?

    var testDescription: String { name }

    static let all = [edit, delete, restore, addEvent, addLine, editLine, removeLine, acceptQuote, reviseQuote]

    static let edit = JobMutation(
        name: "edit", prepare: { try await quoted($0) },
        // A text of its own each time: the same again would be a repeat of it.
        run: { _ = try await $0.jobs.edit($1.id, by: $0.office, if: $2, .success([.notes: .text($0.ids.next().text)])) },
        runBroken: { _ = try await $0.jobs.edit($1.id, by: $0.office, if: $2, .success([.name: .null])) })

    static let delete = JobMutation(
        name: "delete", prepare: { try await quoted($0) },
        run: { _ = try await $0.jobs.delete($1.id, by: $0.office, if: $2) }, runBroken: nil)

    static let restore = JobMutation(
        name: "restore",
        prepare: { shop in
            let job = try await quoted(shop)
            return try await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen)
        },
        run: { _ = try await $0.jobs.restore($1.id, by: $0.office, if: $2, .success(())) },
        runBroken: { _ = try await $0.jobs.restore($1.id, by: $0.office, if: $2, .failure(.invalid("x", "x"))) })

    static let addEvent = JobMutation(
        name: "add event", prepare: { try await quoted($0) },
        run: { _ = try await $0.jobs.addEvent(to: $1.id, by: $0.office, if: $2, .success("Called the client")) },
        runBroken: { _ = try await $0.jobs.addEvent(to: $1.id, by: $0.office, if: $2, .failure(.invalid("x", "x"))) })

    static let addLine = JobMutation(
        name: "add line", prepare: { try await quoted($0) },
        run: {
            _ = try await $0.jobs.addLine(to: $1.id, .estimate, by: $0.office, if: $2, .success([.description: .text("Zinc")]))
        },
        runBroken: { _ = try await $0.jobs.addLine(to: $1.id, .estimate, by: $0.office, if: $2, .success([:])) })

    static let editLine = JobMutation(
        name: "edit line", prepare: { try await quoted($0) },
        run: {
            _ = try await $0.jobs.editLine(quoteLine, of: $1.id, .quote, by: $0.office, if: $2, .success([.quantity: .text("2.5")]))
        },
        runBroken: { _ = try await $0.jobs.editLine(quoteLine, of: $1.id, .quote, by: $0.office, if: $2, .success([.kind: .null])) }
    )

    static let removeLine = JobMutation(
        name: "remove line", prepare: { try await quoted($0) },
        run: { _ = try await $0.jobs.removeLine(quoteLine, of: $1.id, .quote, by: $0.office, if: $2) }, runBroken: nil)

    static let acceptQuote = JobMutation(
        name: "accept quote", prepare: { try await quoted($0) },
        run: { _ = try await $0.jobs.acceptQuote(of: $1.id, by: $0.office, if: $2, .success(())) },
        runBroken: { _ = try await $0.jobs.acceptQuote(of: $1.id, by: $0.office, if: $2, .failure(.invalid("x", "x"))) })

    static let reviseQuote = JobMutation(
        name: "revise quote", prepare: { try await quoted($0) },
        run: { _ = try await $0.jobs.reviseQuote(of: $1.id, by: $0.office, if: $2, .success(())) },
        runBroken: { _ = try await $0.jobs.reviseQuote(of: $1.id, by: $0.office, if: $2, .failure(.invalid("x", "x"))) })

    private static let quoteLine = UUID(uuid: (9, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0))

    /// A job with one line in its quote, put there beside its history.
    private static func quoted(_ shop: Shop) async throws -> Job {
        let job = try await shop.job()
        let line = CostLine(
            id: quoteLine, kind: .material, description: "Gutter", quantity: Quantity(thousandths: 1000),
            unitCost: .zero, unitRevenue: Amount(hundredths: 5000), createdBy: shop.office.id)
        try await shop.store.write { try $0.insert(line, ofJob: job.id, .quote, revision: 1) }
        return job
    }
}
