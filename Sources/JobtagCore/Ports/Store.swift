package import Foundation

/// The data store. A use case is a closure that runs in one transaction on one connection.
package protocol Store: ChangeFeed {
    /// Runs `body` on one snapshot.
    func read<T: Sendable>(_ body: @escaping @Sendable (any ReadSession) throws -> T) async throws -> T

    /// Runs `body` in a transaction that is durable before this returns, or has no effect if it throws.
    ///
    /// - Parameters:
    ///   - expected: What `body` will look up first.
    ///   - body: May run several times, if transactions of other servers get in its way.
    /// - Throws: `StoreBusy`, `StoreUnavailable`, or the error of `body`.
    func write<T: Sendable>(
        expecting expected: ExpectedLookups, _ body: @escaping @Sendable (any WriteSession) throws -> T
    ) async throws -> T

    /// What is asked with every request, before its operation begins.
    func lookUp(_ lookup: RequestLookup) async throws -> RequestLookup.Result

    /// The current version of a job that is not deleted.
    func version(ofJob id: UUID) async throws -> Version?

    /// The current data of a job that is not deleted: the most frequent query of a page.
    func job(_ id: UUID) async throws -> Job?

    /// Runs `request` so that all its calls of this store together wait no longer than a single one may.
    func limitingWaits<T>(_ request: () async throws -> T) async throws -> T

    /// Checks whether the database can be read and written if the last attempt failed; otherwise it costs one query.
    ///
    /// - Throws: `StoreUnavailable` if it cannot.
    func checkHealth() async throws

    /// Closes the database after its current work. Closing again has no effect.
    func close() async throws

    /// Whether other servers may use the same database.
    var isShared: Bool { get }

    /// Identifies the history of this database. It changes if a backup replaces the database: earlier data may be gone.
    var generation: String { get }
}

extension Store {
    package var isShared: Bool { false }
    package func limitingWaits<T>(_ request: () async throws -> T) async throws -> T { try await request() }
    package func broadcast(_ message: ServerMessage) {}

    package func write<T: Sendable>(_ body: @escaping @Sendable (any WriteSession) throws -> T) async throws -> T {
        try await write(expecting: ExpectedLookups(), body)
    }
}

/// What the server asks about a request before it runs its operation. A store on another machine answers all of it at once, so that a
/// 304 costs one round trip.
package struct RequestLookup: Sendable {
    package struct Result: Sendable {
        /// The person of the session token; nil if it is unknown, expired, or of an inactive person.
        package var principal: Staff?
        package var storedResponse: StoredResponse?
        /// The version of the job, unless it is deleted.
        package var jobVersion: Version?

        package init(principal: Staff?) { self.principal = principal }
    }

    package let tokenHash: [UInt8]
    package let now: Timestamp
    /// The key of the request, to find the stored response to the token's person.
    package var key: String?
    /// The job whose version is needed.
    package var job: UUID?

    package init(tokenHash: [UInt8], now: Timestamp) { (self.tokenHash, self.now) = (tokenHash, now) }
}

/// What a write will look up first. A store on another machine asks for all of it at once, instead of one by one.
package struct ExpectedLookups: Sendable {
    package var now = Timestamp(microseconds: 0)
    /// The person to lock, before the session is looked up.
    package var actor: UUID?
    package var tokenHash: [UInt8]?
    package var key: (text: String, person: UUID)?
    /// The job to lock.
    package var job: UUID?

    package init() {}
}

/// Too many writes are waiting: retry in a second.
package struct StoreBusy: Error {
    package init() {}
}

/// The store cannot be read or written at the moment, for an external reason: a full disk, a damaged file, a lost connection.
package struct StoreUnavailable: Error, CustomStringConvertible {
    /// A sentence for people.
    package let reason: String
    /// Additional details for the log.
    package let details: String
    /// Whether nothing was changed. If false, the change may have been made: a repetition of the request with its key finds out.
    package let isOutcomeKnown: Bool

    package init(reason: String, details: String, isOutcomeKnown: Bool = true) {
        (self.reason, self.details, self.isOutcomeKnown) = (reason, details, isOutcomeKnown)
    }

    package var description: String { "\(reason) (\(details))" }
}

/// Queries on one snapshot.
package protocol ReadSession {
    /// - Parameter includingDeleted: Whether to find a deleted job that can still be restored.
    func job(_ id: UUID, includingDeleted: Bool) throws -> Job?
    func jobs(_ query: JobQuery) throws -> Page<Job>
    /// Including deleted ones, as are the counts.
    func jobIDs(ofClient id: UUID) throws -> [UUID]
    func jobCount(ofClient id: UUID) throws -> Int
    func jobCount(ofContact id: UUID) throws -> Int
    /// Newest first, as many as fit on a page.
    func events(ofJob id: UUID, limit: Int, after: PagePosition?) throws -> Page<JobEvent>
    /// Events and changes, newest first, as many as fit on a page.
    func timeline(ofJob id: UUID, limit: Int, after: PagePosition?) throws -> Page<TimelineEntry>
    func latestEvent(ofJob id: UUID, by person: UUID, since: Timestamp, where matches: (JobEvent) -> Bool) throws -> JobEvent?
    /// Newest first.
    func changes(of record: RecordKey, limit: Int) throws -> [RecordChange]
    func latestChange(of record: RecordKey) throws -> RecordChange?
    func change(_ id: UUID, of record: RecordKey) throws -> RecordChange?
    /// Whether a version is in the history of a record, or the one that its oldest known change was based on.
    func hadVersion(_ version: Timestamp, of record: RecordKey) throws -> Bool
    /// Oldest first; nil if the version is not, or no longer, in the history.
    func changes(of record: RecordKey, since version: Timestamp) throws -> [RecordChange]?
    func costSet(ofJob id: UUID, _ kind: CostKind, revision: Int64) throws -> CostSet
    func costLine(_ id: UUID, ofJob job: UUID, _ kind: CostKind, revision: Int64) throws -> CostLine?

    /// - Parameter includingDeleted: Whether to find a deleted one.
    func client(_ id: UUID, includingDeleted: Bool) throws -> Client?
    func clients(_ query: ClientQuery) throws -> Page<Client>
    /// - Parameter includingDeleted: Whether to find one that was deleted on its own, not with its client.
    func contact(_ id: UUID, includingDeleted: Bool) throws -> Contact?
    func contacts(ofClient id: UUID) throws -> [Contact]
    /// Contacts of the client that were deleted on their own after a time.
    func deletedContacts(ofClient id: UUID, after time: Timestamp) throws -> [Contact]

    func staff(_ id: UUID) throws -> Staff?
    func staff() throws -> [Staff]
    /// The person of a session token; nil if it is unknown, expired, or of an inactive person.
    func principal(ofTokenHash hash: [UInt8], now: Timestamp) throws -> Staff?
    func credentials(email: String) throws -> (staff: Staff, passwordHash: String)?
    func setting(_ name: String) throws -> String?
    /// The stored response for a person's key, unless it has expired.
    func storedResponse(for key: String, of person: UUID, now: Timestamp) throws -> StoredResponse?
    func responseLog(of person: UUID) throws -> ResponseLog
    /// Runs the queries of `body` together, with empty results, so that each of them costs nothing when it is made again. Only worth it for
    /// many.
    func prefetch(_ body: () throws -> Void) throws
}

extension ReadSession {
    package func client(_ id: UUID) throws -> Client? { try client(id, includingDeleted: false) }
    package func contact(_ id: UUID) throws -> Contact? { try contact(id, includingDeleted: false) }
}

/// Changes within one transaction.
package protocol WriteSession: ReadSession {
    /// Reads a job, including deleted ones, and locks it until the transaction ends. The other lock methods do the same.
    ///
    /// All locks are taken before the first write, in this order: the person who acts, the staff list, clients, contacts, jobs by their ids.
    func lockJob(_ id: UUID) throws -> Job?
    /// Those that exist, in the order of their ids.
    func lockJobs(_ ids: [UUID]) throws -> [Job]
    func lockClient(_ id: UUID) throws -> Client?
    func lockContact(_ id: UUID) throws -> Contact?
    func lockStaff(_ id: UUID) throws -> Staff?
    /// Keeps a person's role and sessions as they are until the transaction ends. `lockStaff` and `deleteToken` wait for it.
    func lockActor(_ id: UUID) throws
    /// Locks the list of staff: its addresses, its admins, and whether there is anybody. `lockStaff` does this too.
    func lockStaffList() throws
    /// Keeps a client from being deleted until the transaction ends: a job is about to name it.
    func lockReference(toClient id: UUID) throws

    func nextJobNumber() throws -> Int64
    /// The version that a change of a job makes now: later than all versions that this transaction sees, even if the clock stands still or
    /// was set back. With one writer, a query for changes since a known version misses nothing; docs/decisions/0032 says what several can do.
    func nextVersion(now: Timestamp) throws -> Timestamp
    func insert(_ job: Job) throws
    /// - Parameter original: The stored job, as read in this transaction.
    func update(_ job: Job, from original: Job) throws
    /// - Parameter version: The job's version made by the event: events are ordered by it, whatever the clock does.
    func insert(_ event: JobEvent, ofJob id: UUID, version: Timestamp) throws
    func insert(_ change: RecordChange) throws
    func insert(_ line: CostLine, ofJob id: UUID, _ kind: CostKind, revision: Int64) throws
    func update(_ line: CostLine) throws
    func deleteCostLine(_ id: UUID) throws

    func insert(_ client: Client) throws
    func update(_ client: Client) throws
    /// Notifies subscribers that show the client that one of its contacts has changed.
    func publish(_ client: Client) throws
    func insert(_ contact: Contact) throws
    func update(_ contact: Contact) throws

    func insert(_ staff: Staff, passwordHash: String) throws
    func update(_ staff: Staff) throws
    func setPasswordHash(_ hash: String, ofStaff id: UUID) throws

    func insertToken(hash: [UInt8], staff: UUID, createdAt: Timestamp, expiresAt: Timestamp) throws
    /// - Parameter person: Whose token it is.
    func deleteToken(hash: [UInt8], of person: UUID) throws
    func deleteTokens(ofStaff id: UUID) throws
    func setSetting(_ name: String, to value: String?) throws
    /// Stores a response for the person's key, and drops the oldest ones beyond the limit per person.
    ///
    /// - Parameter isOfChange: Whether the request has changed anything. Responses to other requests are stored once if they are
    ///   equal, and are dropped first: such a request can be processed again.
    /// - Parameter log: What is stored for the person, as read at the start of the transaction.
    func storeResponse(
        _ response: StoredResponse, isOfChange: Bool, for key: String, of person: UUID, in log: ResponseLog, now: Timestamp) throws
    /// The number of rows written by this session's connection so far: if it is unchanged, nothing was written.
    var rowsWritten: Int64 { get }

    /// Removes expired data of one kind.
    ///
    /// - Parameter limit: The maximum number of records, so that no transaction takes long.
    /// - Returns: How many were removed; 0 if another server is removing some.
    func purge(_ kind: ExpiredData, _ expiry: Expiry, limit: Int) throws -> Int
}

/// What is removed when it has expired, in this order: later kinds are referred to by earlier ones.
package enum ExpiredData: CaseIterable, Sendable {
    case sessions, storedResponses, storedBodies, publications, jobs, contacts, clients, changes, recordChanges
}

/// When data expires.
package struct Expiry: Sendable {
    /// The time at which sessions and stored responses are looked at.
    package let now: Timestamp
    /// Records deleted before are removed with all their parts.
    package let deletedBefore: Timestamp
    /// Earlier changes are removed; nil keeps them all. The current state of jobs is not affected.
    package let historyBefore: Timestamp?

    package init(now: Timestamp, deletedBefore: Timestamp, historyBefore: Timestamp?) {
        (self.now, self.deletedBefore, self.historyBefore) = (now, deletedBefore, historyBefore)
    }
}

extension Store {
    /// Removes expired data, in transactions that do not take long.
    ///
    /// - Parameter failed: Told why a kind of data cannot be removed. The others are.
    package func purge(_ expiry: Expiry, failed: (ExpiredData, any Error) -> Void) async {
        let limit = 500
        for kind in ExpiredData.allCases {
            do {
                while !Task.isCancelled, try await write({ try $0.purge(kind, expiry, limit: limit) }) > 0 {}
            } catch {
                failed(kind, error)
            }
        }
    }
}

/// One page of a list, with the position after which the next one starts. It has the requested number of elements, or fewer if
/// their texts are long.
package struct Page<Element: Sendable>: Sendable {
    package let items: [Element]
    package let next: PagePosition?

    package init(items: [Element], next: PagePosition?) { (self.items, self.next) = (items, next) }
}

/// The position in an order where a page ended: the sort key, and the id that breaks ties.
package struct PagePosition: Hashable, Sendable {
    package let key: FieldValue
    package let id: UUID

    package init(key: FieldValue, id: UUID) { (self.key, self.id) = (key, id) }
}

/// The filters and order of a job list.
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
    /// Words that must all occur, each as the start of a word.
    package var words: [String] = []
    package var updatedSince: Timestamp?
    /// Only deleted jobs that can still be restored.
    package var isDeleted = false
    /// Only deleted jobs deleted after this time.
    package var deletedAfter: Timestamp?
    package var order = Order.number
    package var isDescending = true
    package var limit = 50
    package var after: PagePosition?

    package init() {}
}

package struct ClientQuery: Sendable {
    package var words: [String] = []
    /// Only deleted clients that can still be restored.
    package var isDeleted = false
    /// Only deleted clients deleted after this time.
    package var deletedAfter: Timestamp?
    package var limit = 50
    package var after: PagePosition?

    package init() {}
}
