import Foundation

/// Composes the jobs: decides who orders what and when, then lets the job composer write each.
struct WorkshopComposer {
    let staff: [DemoWorkshop.Staff]
    let clients: [DemoClient]
    let calendar: WorkCalendar
    var ids: DemoIDs
    private var random = SplitMix64(seed: 0x7469_6465_7761_7465)
    private var useCounts: [Int]
    private var names: Set<String> = []

    /// How many jobs stand in each column: three hundred in all.
    static let proportions: [(DemoWorkshop.Job.Status, Int)] = [
        (.archived, 112), (.inProgress, 60), (.awaitingApproval, 35), (.recentlyCompleted, 28),
        (.approved, 24), (.draft, 22), (.special, 11), (.unusual, 8),
    ]

    init(staff: [DemoWorkshop.Staff], clients: [DemoClient], calendar: WorkCalendar, ids: DemoIDs) {
        self.staff = staff
        self.clients = clients
        self.calendar = calendar
        self.ids = ids
        useCounts = Array(repeating: 0, count: Catalogue.products.count)
    }

    mutating func compose() -> [DemoWorkshop.Job] {
        let statuses = random.shuffled(
            Self.proportions.flatMap { Array(repeating: $0.0, count: $0.1) })
        var ordinals: [DemoWorkshop.Job.Status: Int] = [:]
        var drafts = statuses.enumerated().map { index, status in
            let ordinal = ordinals[status, default: 0]
            ordinals[status] = ordinal + 1
            return draft(status: status, ordinal: ordinal, index: index)
        }
        drafts.sort { $0.created != $1.created ? $0.created < $1.created : $0.index < $1.index }
        for status in DemoWorkshop.Job.Status.allCases {
            let column = drafts.indices.filter { drafts[$0].status == status }
                .sorted { (drafts[$0].promise.order, $0) < (drafts[$1].promise.order, $1) }
            // The board shows higher numbers first: at the top stands what is promised soonest, or what was finished last.
            let isOver = status == .recentlyCompleted || status == .archived
            for (position, index) in column.enumerated() {
                drafts[index].priority = isOver ? position + 1 : column.count - position
            }
        }
        return drafts.enumerated().map { offset, draft in
            draft.job(id: ids.next(), number: 24_001 + offset, calendar: calendar)
        }
    }

    private mutating func draft(status: DemoWorkshop.Job.Status, ordinal: Int, index: Int) -> JobDraft {
        if status == .special {
            return SpecialComposer(staff: staff, client: clients[0], random: SplitMix64(seed: random.next()))
                .draft(ShopJobs.entries[ordinal], index: index)
        }
        var client = clients[0]
        var product: Product
        if status == .inProgress, ordinal < FeaturedJobs.products.count {
            product = FeaturedJobs.products[ordinal]
            let handle = product.onlyFor
            client = clients.first { $0.handle == handle } ?? clients[1]
        } else {
            client = random.pick(clients.flatMap { Array(repeating: $0, count: $0.weight) })
            product = leastUsed(for: client.trade)
        }
        var filling = Filling(product.slots, random: &random)
        var name = filling.fill(random.pick(product.names))
        for _ in 0..<12 where names.contains(name) {
            filling = Filling(product.slots, random: &random)
            name = filling.fill(random.pick(product.names))
        }
        names.insert(name)
        var composer = JobComposer(
            staff: staff, client: client, product: product, filling: filling, status: status, ordinal: ordinal,
            random: SplitMix64(seed: random.next()))
        return composer.draft(name: name, index: index)
    }

    private mutating func leastUsed(for trade: Trade) -> Product {
        let fitting = Catalogue.products.indices.filter { Catalogue.products[$0].trades.contains(trade) }
        let least = fitting.map { useCounts[$0] }.min() ?? 0
        // A little slack, so that one client's orders are not one of each.
        let choice = random.pick(fitting.filter { useCounts[$0] <= least + 1 })
        useCounts[choice] += 1
        return Catalogue.products[choice]
    }
}
