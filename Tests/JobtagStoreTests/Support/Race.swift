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

extension Result where Failure == any Error {
    var value: Success? { try? get() }

    var ending: Ending {
        switch self {
        case .success: .done
        case .failure(let error): Ending(error)
        }
    }
}
