import Foundation
import JobtagCore
import NIOCore
import Testing

@testable import JobtagServer

@Suite struct RenderCacheTests {
    private func version(_ id: UUID, _ number: Int64) -> Version {
        Version(id: id, updatedAt: Timestamp(microseconds: number))
    }

    @Test func `Finds only the requested version`() {
        let cache = RenderCache()
        let id = UUID()
        cache.keep(ByteBuffer(string: "two"), of: version(id, 2))
        #expect(cache.body(of: version(id, 1)) == nil)
        #expect(cache.body(of: version(id, 2)) == ByteBuffer(string: "two"))
        #expect(cache.body(of: version(id, 3)) == nil)
    }

    @Test func `A late, older rendering does not replace a newer one`() {
        let cache = RenderCache()
        let id = UUID()
        cache.keep(ByteBuffer(string: "two"), of: version(id, 2))
        cache.keep(ByteBuffer(string: "one"), of: version(id, 1))
        #expect(cache.body(of: version(id, 2)) == ByteBuffer(string: "two"))
    }

    @Test func `Requested entries stay while the rest is dropped`() {
        let cache = RenderCache()
        let (wanted, first) = (UUID(), UUID())
        let body = ByteBuffer(repeating: 1, count: 200 << 10)
        cache.keep(body, of: version(wanted, 1))
        cache.keep(body, of: version(first, 1))
        for _ in 0..<200 {
            cache.keep(body, of: version(UUID(), 1))
            #expect(cache.body(of: version(wanted, 1)) != nil)
        }
        #expect(cache.body(of: version(first, 1)) == nil)
    }
}
