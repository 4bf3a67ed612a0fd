extension Job {
    /// The job as it was before the changes were made.
    ///
    /// - Parameter changes: Those that led to this version, oldest first.
    package func before(_ changes: [JobChange]) -> Job {
        var job = self
        for change in changes.reversed() {
            for (name, value) in change.before {
                // What history keeps was a field's value once, so the field takes it again.
                if let field = Field(rawValue: name) { try? job.set(field, to: value) }
            }
        }
        return job
    }
}
