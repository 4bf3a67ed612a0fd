import Synchronization

/// Starts `count` tasks at once and answers how each ended, in the order of their numbers.
func race<T: Sendable>(
    _ count: Int = 16, _ body: @escaping @Sendable (Int) async throws -> T
) async -> [Result<T, any Error>] {
    await withTaskGroup(of: (Int, Result<T, any Error>).self) { group in
        for number in 0..<count {
            group.addTask {
                do {
                    return (number, .success(try await body(number)))
                } catch {
                    return (number, .failure(error))
                }
            }
        }
        var results = [Result<T, any Error>?](repeating: nil, count: count)
        for await (number, result) in group { results[number] = result }
        return results.compactMap(\.self)
    }
}

/// Has `lookers` tasks look, again and again, until the work is done, and once more then.
func watch(
    lookers: Int = 4, during work: @escaping @Sendable () async throws -> Void,
    _ look: @escaping @Sendable (Int) async throws -> Void
) async throws {
    let flag = Flag()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for looker in 0..<lookers {
            group.addTask {
                while !flag.isRaised {
                    try await look(looker)
                    // A look that is answered from memory never waits; the work must get its turn all the same.
                    await Task.yield()
                }
                try await look(looker)
            }
        }
        // Raised when the work fails, too, or the lookers would never end.
        defer { flag.raise() }
        try await work()
        flag.raise()
        try await group.waitForAll()
    }
}

/// Something that happened, for all to see.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isRaised: Bool { value.load(ordering: .sequentiallyConsistent) }

    func raise() { value.store(true, ordering: .sequentiallyConsistent) }
}

extension Result where Failure == any Error {
    var value: Success? { try? get() }

    var ending: Ending {
        switch self {
        case .success: .done
        case .failure(let error): Ending(error)
        }
    }
}
