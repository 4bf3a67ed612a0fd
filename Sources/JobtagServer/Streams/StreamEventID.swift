/// Where a reader of the stream goes on, as an event's `id` says it: opaque to clients.
struct StreamEventID: Hashable, Sendable {
    /// Of the change that the event tells of.
    let position: Int64
    /// The beginning of the name of the database's generation.
    let generation: String

    init(position: Int64, generation: String) {
        (self.position, self.generation) = (position, String(generation.prefix(8)))
    }

    /// - Returns: nil for a text that is no id of a stream.
    init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let position = Int64(parts[0]) else {
            return nil
        }
        // Until there were generations an id was the position alone; a page can be open since then.
        self.init(position: position, generation: parts.count == 2 ? String(parts[1]) : "")
    }

    var text: String { "\(position)-\(generation)" }
}
