import Foundation
import JobtagAPI
import JobtagCore
import NIOCore

/// One event of the stream, rendered once for all subscribers (the HTML standard's event stream format).
struct StreamEvent: Sendable {
    /// The position from which a subscriber resumes after it; nil for an event that is not stored.
    let position: Int64?
    let audience: Audience
    let text: ByteBuffer
    let isHeartbeat: Bool

    enum Audience: Hashable, Sendable {
        case everybody
        /// Subscribers of all jobs, and those of this job.
        case subscribers(of: UUID)
        /// Subscribers of all jobs.
        case subscribersOfAll

        /// - Parameter job: Their only job.
        func includesSubscribers(of job: UUID?) -> Bool {
            switch self {
            case .everybody: true
            case .subscribers(let id): id == job
            case .subscribersOfAll: false
            }
        }
    }

    /// - Parameter generation: Of the database, included in the id: after a backup is restored, positions start again.
    init(_ published: PublishedChange, generation: String) {
        let change = published.change
        position = published.position
        (audience, isHeartbeat) = (.subscribers(of: change.record.id), false)
        var json = JSONWriter(reserving: 512)
        json.object { json in
            json.member("job_id", change.record.id.text)
            json.member("etag", Version(id: change.record.id, updatedAt: change.version).entityTag)
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

    /// A client or one of its contacts has changed. Subscribers of one job get a job event for what the job shows.
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

    /// A member of staff is new or has changed: pages reload the list of people.
    init(staff: UUID) {
        (position, audience, isHeartbeat) = (nil, .everybody, false)
        var json = JSONWriter(reserving: 64)
        json.object { $0.member("id", staff.text) }
        text = ByteBuffer(string: "event: staff\ndata: \(json.string)\n\n")
    }

    /// Keeps proxies from closing a quiet stream, and detects closed connections.
    static let heartbeat = StreamEvent(comment: "heartbeat")

    private init(comment: String) {
        (position, audience, isHeartbeat) = (nil, .everybody, true)
        text = ByteBuffer(string: ": \(comment)\n\n")
    }
}
