import Foundation
import JobtagAPI
import JobtagCore
import NIOCore

/// One event of the stream, written once for all who read it (the HTML standard's event stream format).
struct StreamEvent: Sendable {
    /// Where a reader goes on after it; nil for what is not kept.
    let position: Int64?
    /// What it is about; nil for what concerns every reader.
    let job: UUID?
    let text: ByteBuffer

    /// - Parameter generation: Of the database, which the id names: after a backup was put back, positions begin anew.
    init(_ published: PublishedChange, generation: String) {
        let change = published.change
        position = published.position
        job = change.jobID
        var json = JSONText(reserving: 512)
        json.object { json in
            json.member("job_id", change.jobID.text)
            json.member("etag", Version(id: change.jobID, updatedAt: change.version).entityTag)
            json.member("change_id", change.id.text)
            json.key("by")
            json.object { json in
                json.member("id", change.by.id.text)
                json.member("name", change.by.name)
            }
            json.member("at", change.at.description)
            json.key("fields")
            json.array(change.fields) { $0.string($1) }
            json.member("kind", change.kind.rawValue)
        }
        let id = StreamEventID(position: published.position, generation: generation).text
        text = ByteBuffer(string: "id: \(id)\nevent: job\ndata: \(json.string)\n\n")
    }

    /// Who has a job open.
    init(presenceOn job: UUID, _ people: [Person]) {
        position = nil
        self.job = job
        var json = JSONText(reserving: 256)
        json.object { json in
            json.member("job_id", job.text)
            json.key("people")
            json.array(people) { json, person in
                json.object { json in
                    json.member("id", person.id.text)
                    json.member("name", person.name)
                }
            }
        }
        text = ByteBuffer(string: "event: presence\ndata: \(json.string)\n\n")
    }

    /// Keeps proxies from closing what is merely quiet, and finds out who is gone.
    static let heartbeat = StreamEvent(comment: "heartbeat")

    var isHeartbeat: Bool { job == nil }

    private init(comment: String) {
        (position, job) = (nil, nil)
        text = ByteBuffer(string: ": \(comment)\n\n")
    }
}
