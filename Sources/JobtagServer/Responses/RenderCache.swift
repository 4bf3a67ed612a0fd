import Foundation
import JobtagCore
import NIOCore
import Synchronization

/// Jobs as JSON, rendered once per version. A cached rendering is found only by its version, so it cannot be stale: the
/// version comes from the store with every request.
final class RenderCache: Sendable {
    private struct Entry {
        let version: Timestamp
        let body: ByteBuffer
    }

    /// Two generations: when the newer one is full, the older one is dropped, so frequent entries stay, and the size is
    /// limited.
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
