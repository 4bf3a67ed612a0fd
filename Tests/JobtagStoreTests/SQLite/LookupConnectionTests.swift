import Foundation
import JobtagCore
import Testing

@testable import JobtagStore

@Suite("The point reader")
struct LookupConnectionTests {
    private struct Failure: Error {}

    @Test("sees commits made after a snapshot that ended in an error")
    func afterAnError() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            try await place.open { shop in
                let reader = try LookupConnection(path: place.address, health: StorageHealth())
                defer { reader.close() }
                let job = try await shop.job("Gutter")
                #expect(throws: Failure.self) {
                    try reader.readSnapshotIfFree { session -> Job? in
                        _ = try session.job(job.id, includingDeleted: false)
                        throw Failure()
                    }
                }
                let edited = try await shop.edit(job, [.name: .text("Valley gutter")])
                #expect(try reader.readSnapshotIfFree { try $0.job(job.id, includingDeleted: false) } == edited)
                #expect(try reader.read { try $0.version(ofJob: job.id) } == edited.version)
            }
        }
    }

    @Test("does not wait for another reader's snapshot")
    func busy() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            try await place.open { shop in
                let reader = try LookupConnection(path: place.address, health: StorageHealth())
                defer { reader.close() }
                let job = try await shop.job("Gutter")
                let inner = try reader.readSnapshotIfFree { _ in
                    try reader.readSnapshotIfFree { try $0.job(job.id, includingDeleted: false) }
                }
                // The outer one ran; the inner one was told that the connection is busy.
                #expect(inner == .some(.none))
            }
        }
    }
}
