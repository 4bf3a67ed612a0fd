import Foundation
import JobtagAPI
import JobtagCore
import NIOCore

/// One event of the stream, written once for all who read it (the HTML standard's event stream format).
struct StreamEvent: Sendable {
    /// Where a subscriber goes on after it; nil for what is not kept.
    let position: Int64?
    let audience: Audience
    let text: ByteBuffer
    let isHeartbeat: Bool

    enum Audience: Hashable, Sendable {
        case everybody
        /// Those who read of all jobs, and those who read of this one alone.
        case subscribers(of: UUID)
        /// Those who read of all jobs.
        case subscribersOfAll

        /// - Parameter job: Which alone they read of.
        func includesSubscribers(of job: UUID?) -> Bool {
            switch self {
            case .everybody: true
            case .subscribers(let id): id == job
            case .subscribersOfAll: false
            }
        }
    }

    /// - Parameter generation: Of the database, which the id names: after a backup was put back, positions begin anew.
    init(_ published: PublishedChange, generation: String) {
        let change = published.change
        position = published.position
        (audience, isHeartbeat) = (.subscribers(of: change.jobID), false)
        var json = JSONWriter(reserving: 512)
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
        (position, audience, isHeartbeat) = (nil, .subscribers(of: job), false)
        var json = JSONWriter(reserving: 256)
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

    /// A client, or one of its contacts, has changed. A subscriber of one job is told what of it the job shows by an event of the job.
    init(client: Version, isDeleted: Bool) {
        (position, audience, isHeartbeat) = (nil, .subscribersOfAll, false)
        var json = JSONWriter(reserving: 256)
        json.object { json in
            json.member("id", client.id.text)
            json.member("etag", client.entityTag)
            json.member("deleted", isDeleted)
        }
        text = ByteBuffer(string: "event: client\ndata: \(json.string)\n\n")
    }

    /// A member of staff is new or has changed: whoever offers people to be assigned asks again.
    init(staff: UUID) {
        (position, audience, isHeartbeat) = (nil, .everybody, false)
        var json = JSONWriter(reserving: 64)
        json.object { $0.member("id", staff.text) }
        text = ByteBuffer(string: "event: staff\ndata: \(json.string)\n\n")
    }

    /// Keeps proxies from closing what is merely quiet, and finds out who is gone.
    static let heartbeat = StreamEvent(comment: "heartbeat")

    private init(comment: String) {
        (position, audience, isHeartbeat) = (nil, .everybody, true)
        text = ByteBuffer(string: ": \(comment)\n\n")
    }
}
