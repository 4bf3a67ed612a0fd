import Foundation

/// Writes the shop's own jobs: open for a long time, nobody is charged.
struct SpecialComposer {
    let staff: [DemoWorkshop.Staff]
    let client: DemoClient
    var random: SplitMix64

    consuming func draft(_ entry: ShopJobs.Entry, index: Int) -> JobDraft {
        let opened = random.int(60...290)
        let makers = random.some(3, of: Array(staff[3...7]))
        var entries = [
            JobDraft.Entry(
                moment: Moment(daysAgo: opened, minute: 430), by: staff[0].id, kind: "created",
                text: "Opened for the shop's own hours."),
            JobDraft.Entry(
                moment: Moment(daysAgo: opened, minute: 436), by: staff[0].id, kind: "status", text: "Moved to Special."),
        ]
        for (number, remark) in entry.remarks.enumerated() {
            let day = opened - opened * (number + 1) / (entry.remarks.count + 1)
            entries.append(
                JobDraft.Entry(
                    moment: Moment(daysAgo: max(day, 1), minute: random.int(440...980)), by: makers[number % 3].id,
                    kind: "note", text: remark))
        }
        let actual = entry.lines.flatMap { text in
            makers.prefix(random.int(1...3)).map { maker in
                DemoWorkshop.Line(
                    kind: .time, description: text, quantityThousandths: random.int(4...60) * 250,
                    unitCostCents: maker.hourlyCostCents, unitRevCents: 0, staffID: maker.id)
            }
        }
        return JobDraft(
            index: index, name: entry.name, description: entry.description, status: .special, client: client.client,
            contact: client.client.contacts[0], orderNumber: "", promise: .none, notes: "Book hours here, never invoice.",
            pricing: .timeMaterials, priceCapCents: nil, rateCents: 105_00, tradeoff: .balanced, completed: nil,
            paid: false, collected: false, invoiced: false, rejected: false, assigned: makers.map(\.id),
            entries: entries, estimate: [], quote: [], actual: actual)
    }
}
