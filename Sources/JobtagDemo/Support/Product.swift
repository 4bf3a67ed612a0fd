/// The trade a client is in: decides which products they order.
enum Trade: Sendable {
    case builder, cafe, winery, brewery, school, marine, council, architect, heritage, museum, health, rural, industry, air, maker,
        household
    /// The workshop itself.
    case shop
}

/// A kind of work the shop does, with all that is said about it; `{blanks}` are slots.
struct Product: Sendable {
    let trades: [Trade]
    let names: [String]
    let slots: [Slot]
    /// The description's first paragraph.
    let briefs: [String]
    /// Further paragraphs of a long description.
    let details: [String]
    let lines: [LineTemplate]
    /// What people write down while it is made.
    let remarks: [String]
    /// What the shop should mind.
    let notes: [String]
    /// Paragraphs that fit into long notes about this kind of work.
    let family: NoteFamily
    /// Whether care matters more than speed.
    var careful = false
    /// The one client of a featured job.
    var onlyFor: String?
}

/// Which paragraphs of the shop's long notes fit a product.
enum NoteFamily: Sendable {
    case kitchen, site, facade, marine, vehicle, bench
}

/// A line of an estimate before its quantities are known.
struct LineTemplate: Sendable {
    enum Quantity: Sendable {
        case hours(ClosedRange<Int>)
        case minutesPer(String, Int)
        case each(ClosedRange<Int>)
        /// The slot is in millimetres, the line in metres.
        case metresOf(String, times: Int)
        case per(String, thousandths: Int)
    }

    let kind: DemoWorkshop.Line.Kind
    let description: String
    let quantity: Quantity
    /// In hundredths of the currency; labour has its own.
    let unitCostCents: Int

    static func time(_ description: String, hours: ClosedRange<Int>) -> Self {
        Self(kind: .time, description: description, quantity: .hours(hours), unitCostCents: 0)
    }

    static func time(_ description: String, minutes: Int, per slot: String) -> Self {
        Self(kind: .time, description: description, quantity: .minutesPer(slot, minutes), unitCostCents: 0)
    }

    static func material(_ description: String, _ count: ClosedRange<Int>, cost: Int) -> Self {
        Self(kind: .material, description: description, quantity: .each(count), unitCostCents: cost)
    }

    static func material(_ description: String, metresOf slot: String, times: Int = 1, cost: Int) -> Self {
        Self(
            kind: .material, description: description, quantity: .metresOf(slot, times: times),
            unitCostCents: cost)
    }

    static func material(_ description: String, per slot: String, thousandths: Int = 1000, cost: Int) -> Self {
        Self(
            kind: .material, description: description, quantity: .per(slot, thousandths: thousandths),
            unitCostCents: cost)
    }
}
