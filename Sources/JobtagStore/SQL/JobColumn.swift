import Foundation
import JobtagCore

/// The columns of the table `jobs`, in the order in which they are selected.
///
/// A new column is a case here, with its name and its value below, and a line in `SQLSession.job(_:)`.
enum JobColumn: Int, CaseIterable {
    case id
    case number
    case createdBy
    case createdAt
    case name
    case description
    case status
    case clientID
    case contactID
    case orderNumber
    case deliveryDate
    case notes
    case pricingMethodology
    case priceCap
    case chargeOutRate
    case speedQualityTradeoff
    case quoteAcceptedAt
    case completedAt
    case isPaid
    case isCollected
    case isFullyInvoiced
    case isRejected
    case priority
    case estimateRevision
    case quoteRevision
    case actualRevision
    case updatedAt
    case deletedAt

    var name: String {
        switch self {
        case .id: "id"
        case .number: "job_number"
        case .createdBy: "created_by"
        case .createdAt: "created_at"
        case .name: "name"
        case .description: "description"
        case .status: "status"
        case .clientID: "client_id"
        case .contactID: "contact_id"
        case .orderNumber: "order_number"
        case .deliveryDate: "delivery_date"
        case .notes: "notes"
        case .pricingMethodology: "pricing_methodology"
        case .priceCap: "price_cap"
        case .chargeOutRate: "charge_out_rate"
        case .speedQualityTradeoff: "speed_quality_tradeoff"
        case .quoteAcceptedAt: "quote_accepted_at"
        case .completedAt: "completed_at"
        case .isPaid: "paid"
        case .isCollected: "collected"
        case .isFullyInvoiced: "fully_invoiced"
        case .isRejected: "rejected"
        case .priority: "priority"
        case .estimateRevision: "estimate_revision"
        case .quoteRevision: "quote_revision"
        case .actualRevision: "actual_revision"
        case .updatedAt: "updated_at"
        case .deletedAt: "deleted_at"
        }
    }

    /// The job's value in this column.
    func value(of job: Job) -> SQLValue {
        switch self {
        case .id: .id(job.id)
        case .number: .int(job.number)
        case .createdBy: SQLValue(job.createdBy)
        case .createdAt: .int(job.createdAt.microseconds)
        case .name: .text(job.name)
        case .description: .text(job.description)
        case .status: .text(job.status.rawValue)
        case .clientID: SQLValue(job.clientID)
        case .contactID: SQLValue(job.contactID)
        case .orderNumber: SQLValue(job.orderNumber)
        case .deliveryDate: SQLValue(job.deliveryDate?.description)
        case .notes: .text(job.notes)
        case .pricingMethodology: .text(job.pricingMethodology.rawValue)
        case .priceCap: SQLValue(job.priceCap?.hundredths)
        case .chargeOutRate: SQLValue(job.chargeOutRate?.hundredths)
        case .speedQualityTradeoff: .text(job.speedQualityTradeoff.rawValue)
        case .quoteAcceptedAt: SQLValue(job.quoteAcceptedAt?.microseconds)
        case .completedAt: SQLValue(job.completedAt?.microseconds)
        case .isPaid: SQLValue(job.isPaid)
        case .isCollected: SQLValue(job.isCollected)
        case .isFullyInvoiced: SQLValue(job.isFullyInvoiced)
        case .isRejected: SQLValue(job.isRejected)
        case .priority: .int(job.priority)
        case .estimateRevision: .int(job.revisions.estimate)
        case .quoteRevision: .int(job.revisions.quote)
        case .actualRevision: .int(job.revisions.actual)
        case .updatedAt: .int(job.updatedAt.microseconds)
        case .deletedAt: SQLValue(job.deletedAt?.microseconds)
        }
    }
}

/// The details of client and contact in a job, selected after `JobColumn`.
enum JobSummaryColumn: Int, CaseIterable {
    case clientName
    case contactName
    case contactEmail
    case contactPhone

    /// The name in a `SELECT` where `c` is the job's client and `k` its contact.
    var name: String {
        switch self {
        case .clientName: "c.name"
        case .contactName: "k.name"
        case .contactEmail: "k.email"
        case .contactPhone: "k.phone"
        }
    }
}

extension SQLRow {
    func int(_ column: JobColumn) -> Int64 { int(column.rawValue) }
    func optionalInt(_ column: JobColumn) -> Int64? { optionalInt(column.rawValue) }
    func text(_ column: JobColumn) -> String { text(column.rawValue) }
    func optionalText(_ column: JobColumn) -> String? { optionalText(column.rawValue) }
    func id(_ column: JobColumn) -> UUID { id(column.rawValue) }
    func optionalID(_ column: JobColumn) -> UUID? { optionalID(column.rawValue) }
    func optionalText(_ column: JobSummaryColumn) -> String? { optionalText(JobColumn.allCases.count + column.rawValue) }
}
