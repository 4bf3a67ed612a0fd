import Foundation
import JobtagCore
import Testing

/// How a use case ended, in a form that can be compared.
enum Ending: Equatable {
    case done
    case notFound
    /// Not there any more; who deleted it.
    case deleted(by: UUID?)
    case forbidden
    case required(JobError.VersionRequired)
    case mismatch
    /// The fields that did not do, in the order in which they were named.
    case invalid([String])
    case conflict
    case duplicate(of: UUID)
    /// Refused in a way that no person should see.
    case failed(String)

    static func invalid(_ field: String) -> Ending { .invalid([field]) }

    init(_ error: any Error) {
        switch error as? JobError {
        case .notFound: self = .notFound
        case .jobDeleted(_, let person): self = .deleted(by: person?.id)
        case .clientDeleted(_, let deletion), .contactDeleted(_, let deletion): self = .deleted(by: deletion.by.id)
        case .forbidden: self = .forbidden
        case .versionRequired(let why): self = .required(why)
        case .versionMismatch: self = .mismatch
        case .invalid(let errors): self = .invalid(errors.map(\.field))
        case .conflict(.state), .conflict(.undo): self = .conflict
        case .conflict(.duplicateEvent(let event)): self = .duplicate(of: event.id)
        case .unreadableCondition, .unreadableBody, nil: self = .failed("\(error)")
        }
    }
}

/// Runs a use case and says how it ended.
func ending<T>(_ body: @Sendable () async throws -> T) async -> Ending {
    do {
        _ = try await body()
        return .done
    } catch {
        return Ending(error)
    }
}

/// Runs a use case that must end so. Beside `#expect`, because a macro's argument is no good place for a use case.
func expectEnding<T>(
    _ expected: Ending, sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable () async throws -> T
) async {
    let actual = await ending(body)
    #expect(actual == expected, sourceLocation: sourceLocation)
}

/// Runs a use case that must be refused for its version, and answers what the refusal carries.
func mismatch<T>(_ body: @Sendable () async throws -> T) async throws -> VersionMismatch? {
    do {
        _ = try await body()
        return nil
    } catch JobError.versionMismatch(let mismatch) {
        return mismatch
    }
}

/// Something went wrong on purpose.
struct Deliberate: Error {}
