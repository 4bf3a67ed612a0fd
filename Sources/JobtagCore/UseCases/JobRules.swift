import Foundation

/// The rules between a job's fields, and between a job and other records.
enum JobRules {
    /// Checks that the records referred to exist, and that the contact belongs to the client.
    ///
    /// A change of client clears the old contact; a new contact must belong to the client.
    static func checkReferences(_ job: inout Job, from original: Job, edit: Edit<Job>, _ session: any ReadSession) throws {
        var errors: [FieldError] = []
        if let clientID = job.clientID, clientID != original.clientID, try session.client(clientID) == nil {
            errors.append(FieldError("client_id", "No client has this id."))
        }
        if let contactID = job.contactID {
            if contactID == original.contactID {
                if job.clientID != original.clientID { job.contactID = nil }
            } else if try session.contact(contactID).map({ $0.clientID == job.clientID }) != true {
                errors.append(FieldError("contact_id", "This contact does not belong to the job's client."))
            }
        }
        for id in job.assignedTo where !original.assignedTo.contains(id) {
            if try session.staff(id)?.isActive != true {
                errors.append(FieldError("assigned_to", "No active member of staff has the id \(id.text)."))
            }
        }
        if !errors.isEmpty { throw JobError.invalid(errors) }
    }

    /// Sets the completion time from the status.
    static func followStatus(_ job: inout Job, from original: Job, at now: Timestamp) {
        guard job.status != original.status else { return }
        job.completedAt = job.status.isComplete ? job.completedAt ?? now : nil
    }

    /// A sentence for people that describes the change.
    static func summary(of fields: [Job.Field], from original: Job, to job: Job) -> String {
        var parts: [String] = []
        if fields.contains(.status) {
            parts.append("moved it from \(original.status.label) to \(job.status.label)")
        }
        if fields.contains(.contactID), fields.contains(.clientID), job.contactID == nil {
            parts.append("changed the client, which cleared the contact")
        }
        let rest = fields.filter { field in
            field != .status
                && !(parts.last?.hasPrefix("changed the client") == true && (field == .clientID || field == .contactID))
        }
        if !rest.isEmpty { parts.append("changed " + rest.map(\.label).joined(separator: ", ")) }
        let sentence = parts.joined(separator: "; ")
        return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }
}
