import Foundation
import JobtagCore
import Testing

@Suite("The list of clients")
struct ClientListTests {
    @Test("returns all pages by name, including equal names", arguments: StoreUnderTest.all, [1, 3, 7, 20])
    func pages(_ kind: StoreUnderTest, _ limit: Int) async throws {
        try await kind.withShop { shop in
            var made: Set<UUID> = []
            for number in 0..<20 { made.insert(try await shop.client(["Ann", "Ben", "Kim", "Zoë"][number % 4]).id) }
            var seen: [Client] = []
            var query = ClientQuery()
            query.limit = limit
            repeat {
                let page = try await shop.clients.list(query)
                #expect(page.items.count <= limit)
                seen += page.items
                query.after = page.next
            } while query.after != nil
            #expect(seen.count == 20)
            #expect(Set(seen.map(\.id)) == made)
            #expect(seen.map(\.name) == seen.map(\.name).sorted())
        }
    }

    @Test("is searched by any part of the name, in any case, without special characters", arguments: StoreUnderTest.all)
    func search(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            for name in ["Harbour Steel Ltd", "Steelworks", "100% Pipe", "A_B \\ Co", "O'Brien \"Bo\""] {
                _ = try await shop.client(name)
            }
            let table: [([String], [String])] = [
                (["STEEL"], ["Harbour Steel Ltd", "Steelworks"]), (["steel", "harb"], ["Harbour Steel Ltd"]),
                (["%"], []), (["%", "pipe"], ["100% Pipe"]),
                (["0%"], ["100% Pipe"]), (["a_b"], ["A_B \\ Co"]), (["\\"], []), (["o'b"], ["O'Brien \"Bo\""]),
                (["brien"], ["O'Brien \"Bo\""]),
                (["\"bo\""], ["Harbour Steel Ltd", "O'Brien \"Bo\""]), (["x"], []), (["🛠️"], []),
            ]
            for (words, names) in table {
                var query = ClientQuery()
                query.words = words
                #expect(try await shop.clients.list(query).items.map(\.name) == names, "\(words)")
            }
        }
    }

    @Test("rejects a cursor of another list", arguments: StoreUnderTest.all)
    func cursor(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            var query = ClientQuery()
            query.after = PagePosition(key: .number(1), id: shop.ids.next())
            await expectEnding(.invalid("cursor")) { [query] in try await shop.clients.list(query) }
            query.after = PagePosition(key: .text("Z"), id: shop.ids.next())
            let page = try await shop.clients.list(query)
            #expect(page.items.isEmpty)
        }
    }
}
