import Foundation
import JobtagCore

/// Who has which job open on the other servers of the database, as they last told.
struct RemotePresence {
    private struct Entry {
        let people: [Person]
        let until: ContinuousClock.Instant
    }

    /// By job and server.
    private var entries: [UUID: [UUID: Entry]] = [:]
    /// A server that has not told for so long has stopped, or cannot be reached.
    private static let lifetime = Duration.seconds(8)

    func people(on job: UUID) -> [Person] { entries[job, default: [:]].values.flatMap(\.people) }

    /// - Returns: Whether this changes who has the job open.
    mutating func note(_ people: [Person], on job: UUID, of server: UUID, now: ContinuousClock.Instant) -> Bool {
        let before = Set(self.people(on: job))
        entries[job, default: [:]][server] = people.isEmpty ? nil : Entry(people: people, until: now + Self.lifetime)
        if entries[job]?.isEmpty == true { entries[job] = nil }
        return Set(self.people(on: job)) != before
    }

    /// - Returns: The jobs that somebody has left.
    mutating func removeExpired(now: ContinuousClock.Instant) -> [UUID] {
        let jobs = entries.filter { $0.value.values.contains { $0.until <= now } }.map(\.key)
        for job in jobs {
            entries[job] = entries[job]?.filter { $0.value.until > now }
            if entries[job]?.isEmpty == true { entries[job] = nil }
        }
        return jobs
    }
}
