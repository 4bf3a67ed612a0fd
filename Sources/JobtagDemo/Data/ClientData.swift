/// A client with what the composer needs to know of it.
struct DemoClient {
    let client: DemoWorkshop.Client
    let trade: Trade
    /// How often it orders.
    let weight: Int
    /// The name that its addresses carry, and that featured jobs ask for.
    let handle: String
    /// How its order numbers begin; nil for clients that never give one.
    let orderPrefix: String?
}

/// A client as the lists of clients write it down.
struct ClientRow: Sendable {
    let name: String
    let trade: Trade
    let weight: Int
    let handle: String
    let order: String?
    let address: String
    let notes: String
    /// Name, the part of the address before the @, position.
    let contacts: [(String, String, String)]

    init(
        _ name: String, _ trade: Trade, _ weight: Int, _ handle: String, order: String? = nil,
        _ address: String, notes: String = "", _ contacts: [(String, String, String)]
    ) {
        self.name = name
        self.trade = trade
        self.weight = weight
        self.handle = handle
        self.order = order
        self.address = address
        self.notes = notes
        self.contacts = contacts
    }
}

/// Makes the clients of the lists.
enum ClientData {
    static func compose(ids: inout DemoIDs) -> [DemoClient] {
        var lines = 100
        // 5550 is a block of numbers that is never given out: nobody's telephone rings.
        func phone() -> String {
            lines += 7
            return "03 5550 \(String(lines + 10_000).dropFirst())"
        }
        return (tradeClients + publicClients).map { row in
            let contacts = row.contacts.enumerated().map { index, contact in
                DemoWorkshop.Contact(
                    id: ids.next(), name: contact.0, email: "\(contact.1)@\(row.handle).example",
                    phone: index == 2 ? "" : phone(), position: contact.2)
            }
            let client = DemoWorkshop.Client(
                id: ids.next(), name: row.name,
                email: "\(row.trade == .household ? "home" : "accounts")@\(row.handle).example",
                phone: phone(), address: row.address, notes: row.notes, contacts: contacts)
            return DemoClient(
                client: client, trade: row.trade, weight: row.weight, handle: row.handle, orderPrefix: row.order)
        }
    }
}
