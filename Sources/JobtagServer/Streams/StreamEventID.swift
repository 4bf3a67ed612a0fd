/// The position from which a subscriber resumes, as an event's `id`: opaque to clients.
struct StreamEventID: Hashable, Sendable {
    /// Of the event's change.
    let position: Int64
    /// The beginning of the database generation's name.
    let generation: String

    init(position: Int64, generation: String) {
        (self.position, self.generation) = (position, String(generation.prefix(8)))
    }

    /// - Returns: nil for a text that is not an id of a stream.
    init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let position = Int64(parts[0]) else {
            return nil
        }
        // Before generations existed, an id was only the position; a page may have been open since then.
        self.init(position: position, generation: parts.count == 2 ? String(parts[1]) : "")
    }

    var text: String { "\(position)-\(generation)" }
}
