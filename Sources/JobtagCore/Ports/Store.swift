package import Foundation

/// Where everything is kept. A use case is a closure that runs in one transaction on one connection.
package protocol Store: ChangeFeed {
    /// Runs `body` on one snapshot.
    func read<T: Sendable>(_ body: @escaping @Sendable (any ReadSession) throws -> T) async throws -> T

    /// Runs `body` in a transaction that is durable before this returns, or leaves no trace when it throws.
    func write<T: Sendable>(_ body: @escaping @Sendable (any WriteSession) throws -> T) async throws -> T

    /// The version of a job that is not deleted, as of now: the cheap question behind a 304.
    func version(ofJob id: UUID) async throws -> Version?

    /// A job that is not deleted, as of now: what a page asks for most often.
    func job(_ id: UUID) async throws -> Job?

    /// Who holds a sign-in token, as of now: asked with every request.
    func principal(tokenHash: [UInt8], now: Timestamp) async throws -> Staff?

    /// Finds out whether the database can be read and written, where the last attempt failed; else it costs a question.
    ///
    /// - Throws: `StoreUnavailable` where it cannot.
    func checkHealth() async throws

    /// Closes the database after the work under way. Closing it again does nothing.
    func close() async throws

    /// Names what this database has gone through: another one where it was replaced by a backup, so that what was seen before may be no more.
    var generation: String { get }
}

/// The store has more writes waiting than it takes: come back in a second.
package struct StoreBusy: Error {
    package init() {}
}

/// The store cannot be read or written at this time, for a reason that is not in the request nor in this program: a full disk, a damaged file.
/// Nothing was changed.
package struct StoreUnavailable: Error, CustomStringConvertible {
    /// A sentence for people.
    package let reason: String
    /// What the log is told besides.
    package let details: String

    package init(reason: String, details: String) { (self.reason, self.details) = (reason, details) }

    package var description: String { "\(reason) (\(details))" }
}

/// Questions to one snapshot.
package protocol ReadSession {
    /// - Parameter includingDeleted: Whether a deleted job that can still be restored is found too.
    func job(_ id: UUID, includingDeleted: Bool) throws -> Job?
    func jobs(_ query: JobQuery) throws -> Page<Job>
    func jobs(ofClient id: UUID) throws -> [Job]
    /// Newest first, as many as fit on a page.
    func events(ofJob id: UUID, limit: Int, after: PagePosition?) throws -> Page<JobEvent>
    /// Events and changes, newest first, as many as fit on a page.
    func timeline(ofJob id: UUID, limit: Int, after: PagePosition?) throws -> Page<TimelineEntry>
    func latestEvent(ofJob id: UUID, by person: UUID, since: Timestamp, where matches: (JobEvent) -> Bool) throws -> JobEvent?
    /// Newest first.
    func changes(ofJob id: UUID, limit: Int) throws -> [JobChange]
    func latestChange(ofJob id: UUID) throws -> JobChange?
    func change(_ id: UUID, ofJob job: UUID) throws -> JobChange?
    /// Whether a version is in the history of a job.
    func hadVersion(_ version: Timestamp, job id: UUID) throws -> Bool
    /// Oldest first; nil when the version is not, or no longer, in the history.
    func changes(ofJob id: UUID, since version: Timestamp) throws -> [JobChange]?
    func costSet(ofJob id: UUID, _ kind: CostKind, revision: Int64) throws -> CostSet
    func costLine(_ id: UUID, ofJob job: UUID, _ kind: CostKind, revision: Int64) throws -> CostLine?

    /// - Parameter includingDeleted: Whether one that was deleted is found too.
    func client(_ id: UUID, includingDeleted: Bool) throws -> Client?
    func clients(_ query: ClientQuery) throws -> Page<Client>
    /// - Parameter includingDeleted: Whether one that was deleted by itself is found too. Whether its client was is the client's to say.
    func contact(_ id: UUID, includingDeleted: Bool) throws -> Contact?
    func contacts(ofClient id: UUID) throws -> [Contact]
    /// Contacts of the client that were deleted by themselves after a time.
    func deletedContacts(ofClient id: UUID, after time: Timestamp) throws -> [Contact]

    func staff(_ id: UUID) throws -> Staff?
    func staff() throws -> [Staff]
    /// Who holds a sign-in token; nil for one that is unknown, expired, or of a disabled person.
    func principal(ofTokenHash hash: [UInt8], now: Timestamp) throws -> Staff?
    func credentials(email: String) throws -> (staff: Staff, passwordHash: String)?
    func setting(_ name: String) throws -> String?
    /// The answer kept for a person's key, unless it has expired.
    func storedResponse(for key: String, of person: UUID, now: Timestamp) throws -> StoredResponse?
}

extension ReadSession {
    package func client(_ id: UUID) throws -> Client? { try client(id, includingDeleted: false) }
    package func contact(_ id: UUID) throws -> Contact? { try contact(id, includingDeleted: false) }
}

/// Changes within one transaction.
package protocol WriteSession: ReadSession {
    /// Reads a job, deleted ones included, and holds its row until the transaction ends. So do the others.
    func lockJob(_ id: UUID) throws -> Job?
    func lockClient(_ id: UUID) throws -> Client?
    func lockContact(_ id: UUID) throws -> Contact?
    func lockStaff(_ id: UUID) throws -> Staff?

    func nextJobNumber() throws -> Int64
    /// The version that a change of a job makes now: later than that of every job there is, also where the clock stands still or was put back.
    /// Whoever asks for what has changed since a version that they have seen misses nothing.
    func nextVersion(now: Timestamp) throws -> Timestamp
    func insert(_ job: Job) throws
    /// - Parameter original: The job as it is stored, as read in this transaction.
    func update(_ job: Job, from original: Job) throws
    /// - Parameter version: The job's version that the event makes: events are in the order of these, whatever the clock does.
    func insert(_ event: JobEvent, ofJob id: UUID, version: Timestamp) throws
    func insert(_ change: JobChange) throws
    func insert(_ line: CostLine, ofJob id: UUID, _ kind: CostKind, revision: Int64) throws
    func update(_ line: CostLine) throws
    func deleteCostLine(_ id: UUID) throws

    func insert(_ client: Client) throws
    func update(_ client: Client) throws
    /// Tells those who show the client that one of its contacts has changed.
    func publish(_ client: Client)
    func insert(_ contact: Contact) throws
    func update(_ contact: Contact) throws

    func insert(_ staff: Staff, passwordHash: String) throws
    func update(_ staff: Staff) throws
    func setPasswordHash(_ hash: String, ofStaff id: UUID) throws

    func insertToken(hash: [UInt8], staff: UUID, createdAt: Timestamp, expiresAt: Timestamp) throws
    func deleteToken(hash: [UInt8]) throws
    func deleteTokens(ofStaff id: UUID) throws
    func setSetting(_ name: String, to value: String?) throws
    /// Keeps an answer for the person's key, and lets go of the oldest where that is more than is kept of one person.
    ///
    /// - Parameter isOfChange: Whether the request has changed anything. The answers of those that have not are kept once for all that are
    ///   equal, and are the first to be forgotten: such a request can be judged again.
    func storeResponse(_ response: StoredResponse, isOfChange: Bool, for key: String, of person: UUID, now: Timestamp) throws
    /// How many rows this session's connection has written so far: the same number before and after means that nothing was written.
    var rowsWritten: Int64 { get }

    /// Removes what has expired: sign-ins, kept answers, and what was deleted before `deletedBefore`, with all that belongs to it.
    ///
    /// - Parameter historyBefore: Changes made earlier than this are removed too; nil keeps them all. What a job is now stays.
    func purge(now: Timestamp, deletedBefore: Timestamp, historyBefore: Timestamp?) throws
}

/// One page of a list, with the position the next one starts after. It has as many elements as were asked for, or fewer where their texts
/// are long.
package struct Page<Element: Sendable>: Sendable {
    package let items: [Element]
    package let next: PagePosition?

    package init(items: [Element], next: PagePosition?) { (self.items, self.next) = (items, next) }
}

/// Where in an order a page ended: the sort key and the id that breaks ties.
package struct PagePosition: Hashable, Sendable {
    package let key: FieldValue
    package let id: UUID

    package init(key: FieldValue, id: UUID) { (self.key, self.id) = (key, id) }
}

/// Which jobs, in which order.
package struct JobQuery: Sendable {
    package enum Order: String, CaseIterable, Sendable {
        case number = "job_number"
        case name
        case updatedAt = "updated_at"
        case createdAt = "created_at"
        case deliveryDate = "delivery_date"
        case priority
    }

    package var statuses: [JobStatus] = []
    package var clientID: UUID?
    package var assignedTo: UUID?
    /// Words that all must occur, each as the beginning of a word.
    package var words: [String] = []
    package var updatedSince: Timestamp?
    /// Deleted jobs that can still be restored, instead of the living.
    package var isDeleted = false
    /// Of the deleted only those deleted after this.
    package var deletedAfter: Timestamp?
    package var order = Order.number
    package var isDescending = true
    package var limit = 50
    package var after: PagePosition?

    package init() {}
}

package struct ClientQuery: Sendable {
    package var words: [String] = []
    /// Deleted clients that can still be restored, instead of the living.
    package var isDeleted = false
    /// Of the deleted only those deleted after this.
    package var deletedAfter: Timestamp?
    package var limit = 50
    package var after: PagePosition?

    package init() {}
}
