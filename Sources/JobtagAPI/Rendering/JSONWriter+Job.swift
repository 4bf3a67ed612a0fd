import Foundation
package import JobtagCore

/// Renders a job in the schemas of the contract.
extension JSONWriter {
    package mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    package mutating func member(_ name: String, _ value: Int64) {
        key(name)
        number(value)
    }

    /// The complete job, as returned by `GET /api/jobs/{id}/`.
    package mutating func job(_ job: Job) {
        object { json in
            json.member("id", job.id.text)
            json.member("job_number", job.number)
            json.member("name", job.name)
            json.member("description", job.description)
            json.member("status", job.status.rawValue)
            json.member("client_id", job.clientID?.text)
            json.clientSummary(job)
            json.member("contact_id", job.contactID?.text)
            json.contactSummary(job)
            json.member("order_number", job.orderNumber)
            json.member("delivery_date", job.deliveryDate?.description)
            json.member("notes", job.notes)
            json.member("pricing_methodology", job.pricingMethodology.rawValue)
            json.member("price_cap", job.priceCap?.description)
            json.member("charge_out_rate", job.chargeOutRate?.description)
            json.member("speed_quality_tradeoff", job.speedQualityTradeoff.rawValue)
            json.member("quote_acceptance_date", job.quoteAcceptedAt?.description)
            json.member("completed_at", job.completedAt?.description)
            json.member("paid", job.isPaid)
            json.member("collected", job.isCollected)
            json.member("fully_invoiced", job.isFullyInvoiced)
            json.member("rejected_flag", job.isRejected)
            json.member("priority", job.priority)
            json.key("assigned_to")
            json.array(job.assignedTo) { $0.string($1.text) }
            json.member("created_by", job.createdBy?.text)
            json.member("created_at", job.createdAt.description)
            json.version(job.version)
        }
    }

    /// The same without long texts, if only the other members are needed.
    package mutating func jobWithoutTexts(_ job: Job) {
        var short = job
        (short.description, short.notes) = ("", "")
        self.job(short)
    }

    /// A job's header.
    package mutating func jobHeader(_ job: Job) {
        object { json in
            json.member("id", job.id.text)
            json.member("job_number", job.number)
            json.member("name", job.name)
            json.member("status", job.status.rawValue)
            json.member("client_id", job.clientID?.text)
            json.clientSummary(job)
            json.member("pricing_methodology", job.pricingMethodology.rawValue)
            json.member("speed_quality_tradeoff", job.speedQualityTradeoff.rawValue)
            json.member("quote_acceptance_date", job.quoteAcceptedAt?.description)
            json.member("paid", job.isPaid)
            json.member("fully_invoiced", job.isFullyInvoiced)
            json.member("rejected_flag", job.isRejected)
            json.version(job.version)
        }
    }

    /// A job's basic information.
    package mutating func jobBasicInformation(_ job: Job) {
        object { json in
            json.member("id", job.id.text)
            json.member("description", job.description)
            json.member("delivery_date", job.deliveryDate?.description)
            json.member("order_number", job.orderNumber)
            json.member("notes", job.notes)
            json.member("contact_id", job.contactID?.text)
            json.contactSummary(job)
            json.version(job.version)
        }
    }

    /// The members that identify the version.
    mutating func version(_ version: Version) {
        member("updated_at", version.updatedAt.description)
        member("etag", version.entityTag)
    }

    private mutating func clientSummary(_ job: Job) {
        key("client")
        guard let client = job.client else { return null() }
        object { json in
            json.member("id", client.id.text)
            json.member("name", client.name)
        }
    }

    private mutating func contactSummary(_ job: Job) {
        key("contact")
        guard let contact = job.contact else { return null() }
        object { json in
            json.member("id", contact.id.text)
            json.member("name", contact.name)
            json.member("email", contact.email)
            json.member("phone", contact.phone)
        }
    }
}
