import JobtagCore

extension WriteSession {
    /// Removes all expired data, in this one transaction.
    func purge(now: Timestamp, deletedBefore: Timestamp, historyBefore: Timestamp?) throws {
        let expiry = Expiry(now: now, deletedBefore: deletedBefore, historyBefore: historyBefore)
        for kind in ExpiredData.allCases { while try purge(kind, expiry, limit: 2) > 0 {} }
    }
}
