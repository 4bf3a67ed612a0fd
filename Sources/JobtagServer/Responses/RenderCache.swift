import Foundation
import JobtagCore
import NIOCore
import Synchronization

/// Jobs as JSON, rendered once per version. What is kept is found only by the version it shows, so it cannot be stale: the
/// version comes from the store with every request.
final class RenderCache: Sendable {
    private struct Entry {
        let version: Timestamp
        let body: ByteBuffer
    }

    /// Two generations: when the younger is full the older is dropped, so what is asked for often stays, and the bytes kept are
    /// bounded.
    private struct State {
        var young: [UUID: Entry] = [:]
        var old: [UUID: Entry] = [:]
        var youngBytes = 0
    }

    private let state = Mutex(State())
    private static let bytesPerGeneration = 8 << 20
    private static let maximumBody = 256 << 10

    func body(of version: Version) -> ByteBuffer? {
        state.withLock { state in
            if let entry = state.young[version.id] { return entry.version == version.updatedAt ? entry.body : nil }
            guard let entry = state.old[version.id], entry.version == version.updatedAt else { return nil }
            insert(entry, version.id, &state)
            return entry.body
        }
    }

    func keep(_ body: ByteBuffer, of version: Version) {
        guard body.readableBytes <= Self.maximumBody else { return }
        state.withLock { state in
            if let entry = state.young[version.id] {
                guard entry.version < version.updatedAt else { return }
                state.youngBytes -= entry.body.readableBytes
            }
            insert(Entry(version: version.updatedAt, body: body), version.id, &state)
        }
    }

    private func insert(_ entry: Entry, _ id: UUID, _ state: inout State) {
        state.young[id] = entry
        state.youngBytes += entry.body.readableBytes
        if state.youngBytes > Self.bytesPerGeneration {
            state.old = state.young
            state.young = [:]
            state.youngBytes = 0
        }
    }
}
