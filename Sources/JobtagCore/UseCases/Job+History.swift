extension Job {
    /// The job as it was before the changes.
    ///
    /// - Parameter changes: The changes that led to this version, oldest first.
    package func before(_ changes: [JobChange]) -> Job {
        var job = self
        for change in changes.reversed() {
            for (name, value) in change.before {
                // A value in history was once valid for the field, so setting it succeeds.
                if let field = Field(rawValue: name) { try? job.set(field, to: value) }
            }
        }
        return job
    }
}
