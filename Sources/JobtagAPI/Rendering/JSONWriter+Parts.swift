import Foundation
package import JobtagCore

/// Renders the parts of a job: events, changes, costs.
extension JSONWriter {
    package mutating func event(_ event: JobEvent) {
        object { json in
            json.member("id", event.id.text)
            json.member("at", event.at.description)
            json.by(event.by)
            json.member("kind", event.kind)
            json.member("description", event.description)
        }
    }

    /// A change as in a 412.
    package mutating func changeSummary(_ change: RecordChange) {
        object { json in
            json.member("change_id", change.id.text)
            json.member("at", change.at.description)
            json.by(change.by)
            json.member("kind", change.kind.rawValue)
            json.key("fields")
            json.array(change.fields) { $0.string($1) }
            json.member("summary", change.summary)
        }
    }

    /// A deleted job, with what is needed to restore it.
    package mutating func deletion(of job: Job, by person: Person?) {
        object { json in
            json.member("job_id", job.id.text)
            json.member("job_number", job.number)
            json.member("name", job.name)
            json.member("at", (job.deletedAt ?? job.updatedAt).description)
            if let person { json.by(person) } else { json.member("by", String?.none) }
            json.member("etag", job.version.entityTag)
        }
    }

    /// A change as in the history.
    package mutating func change(_ change: RecordChange, canUndo: Bool) {
        object { json in
            json.member("change_id", change.id.text)
            json.member("at", change.at.description)
            json.by(change.by)
            json.member("kind", change.kind.rawValue)
            json.key("fields")
            json.array(change.fields) { $0.string($1) }
            json.key("before")
            FieldValue.record(change.before).write(to: &json)
            json.key("after")
            FieldValue.record(change.after).write(to: &json)
            json.member("summary", change.summary)
            json.member("can_undo", canUndo)
        }
    }

    package mutating func timelineEntry(_ entry: TimelineEntry) {
        object { json in
            json.member("id", entry.id.text)
            json.member("at", entry.at.description)
            json.by(entry.by)
            json.member("type", entry.type)
            json.member("kind", entry.kind)
            json.member("description", entry.description)
        }
    }

    package mutating func costSet(_ set: CostSet) {
        object { json in
            json.member("kind", set.kind.rawValue)
            json.member("revision", set.revision)
            json.key("lines")
            json.array(set.lines) { $0.costLine($1) }
            json.key("totals")
            json.totals(set.totals)
        }
    }

    package mutating func costLine(_ line: CostLine) {
        object { json in
            json.member("id", line.id.text)
            json.member("kind", line.kind.rawValue)
            json.member("description", line.description)
            json.member("quantity", line.quantity.description)
            json.member("unit_cost", line.unitCost.description)
            json.member("unit_rev", line.unitRevenue.description)
            json.member("cost", line.cost.description)
            json.member("revenue", line.revenue.description)
            json.member("created_by", line.createdBy?.text)
        }
    }

    package mutating func totals(_ totals: CostSet.Totals) {
        object { json in
            json.member("cost", totals.cost.description)
            json.member("revenue", totals.revenue.description)
            json.member("hours", totals.hours.description)
            json.member("margin", totals.margin.description)
        }
    }

    mutating func by(_ person: Person) {
        key("by")
        object { json in
            json.member("id", person.id.text)
            json.member("name", person.name)
        }
    }
}
