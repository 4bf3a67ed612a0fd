import Foundation

/// Writes one job for a client.
struct JobComposer {
    typealias Status = DemoWorkshop.Job.Status

    let staff: [DemoWorkshop.Staff]
    let client: DemoClient
    let product: Product
    var filling: Filling
    let status: Status
    /// Which of the jobs of this status it is, from 0.
    let ordinal: Int
    var random: SplitMix64

    mutating func draft(name: String, index: Int) -> JobDraft {
        let rejected = status == .archived && ordinal < 7
        let anyone = random.chance(88) ? random.pick(client.client.contacts) : nil
        let contact = product.onlyFor != nil ? client.client.contacts.first : anyone
        filling.set("who", contact?.name ?? client.client.name)
        filling.set("client", client.client.name)

        let fixed = product.onlyFor != nil || random.chance(58)
        let quoted = fixed || status == .awaitingApproval || rejected || random.chance(35)
        let rate = random.pick([105_00, 110_00, 115_00, 120_00])
        let makers = random.some(product.onlyFor != nil ? 4 : random.int(1...3), of: Array(staff[3...7]))
        let plan = plan()
        let finished = status == .recentlyCompleted || (status == .archived && !rejected)
        let invoiced = finished && (status == .archived || random.chance(55))
        let paid = invoiced && random.chance(status == .archived ? 95 : 35)
        let collected = finished && random.chance(status == .archived ? 98 : 65)

        var history = HistoryComposer(
            staff: staff, makers: makers, product: product, filling: filling, status: status, ordinal: ordinal,
            random: SplitMix64(seed: random.next()))
        let entries = history.compose(
            from: plan.opened, to: plan.last, rejected: rejected, quoted: quoted && status != .draft,
            finished: finished, collected: collected, invoiced: invoiced, paid: paid)

        var costs = CostComposer(
            product: product, filling: filling, rateCents: rate, random: SplitMix64(seed: random.next()))
        let estimate = costs.estimate()
        let quote = quoted && status != .draft ? costs.quote(from: estimate) : []
        let actual: [DemoWorkshop.Line]
        switch status {
        case .inProgress:
            actual = costs.actual(from: estimate, percent: product.onlyFor != nil ? 70 : random.int(15...85), by: makers)
        case .unusual: actual = costs.actual(from: estimate, percent: random.int(10...60), by: makers)
        case _ where finished: actual = costs.actual(from: estimate, percent: 100, by: makers)
        default: actual = []
        }
        let revenue = (quote.isEmpty ? estimate : quote).reduce(0) { $0 + $1.revenueCents }
        let capped = !fixed && random.chance(55)
        let assigned: [UUID] =
            switch status {
            case .draft: random.chance(30) ? [staff[1].id] : []
            case .awaitingApproval: [staff[random.int(1...2)].id]
            case _ where rejected: [staff[1].id]
            default: makers.map(\.id)
            }

        return JobDraft(
            index: index, name: name, description: description(), status: status, client: client.client,
            contact: contact, orderNumber: orderNumber(), promise: plan.promise, notes: notes(),
            pricing: fixed ? .fixedPrice : .timeMaterials,
            priceCapCents: capped ? (revenue * 115 / 100 + 49_99) / 50_00 * 50_00 : nil, rateCents: rate,
            tradeoff: tradeoff(), completed: entries.first { $0.text == HistoryComposer.finishedText }?.moment,
            paid: paid, collected: collected, invoiced: invoiced, rejected: rejected, assigned: assigned,
            entries: entries, estimate: estimate, quote: quote, actual: actual)
    }

    /// When it was opened, when something last happened, in working days ago, and what was promised.
    private mutating func plan() -> (opened: Int, last: Int, promise: Promise) {
        switch status {
        case .draft:
            let opened = random.int(1...10)
            return (opened, random.int(1...opened), random.chance(35) ? .daysAgo(-random.int(15...40)) : .none)
        case .awaitingApproval:
            let opened = random.int(4...34)
            return (opened, random.int(1...min(opened - 2, 9)), random.chance(45) ? .daysAgo(-random.int(8...40)) : .none)
        case .approved:
            let opened = random.int(7...30)
            return (opened, random.int(1...5), random.chance(85) ? .daysAgo(-random.int(4...30)) : .none)
        case .inProgress:
            if product.onlyFor != nil { return (58 + ordinal * 9, 1, .daysAgo(-14 - ordinal * 9)) }
            let opened = random.int(9...48)
            switch ordinal % 20 {
            case 2, 7, 12, 17: return (opened, random.int(1...4), .daysAgo(random.int(1...min(opened - 6, 9))))
            case 5: return (opened, random.int(1...2), .today)
            case 9, 14: return (opened, random.int(1...5), .none)
            default: return (opened, random.int(1...5), .daysAgo(-random.int(1...22)))
            }
        case .unusual:
            let opened = random.int(30...110)
            return (opened, random.int(2...12), random.chance(50) ? .daysAgo(random.int(1...20)) : .none)
        case .recentlyCompleted:
            let opened = random.int(14...50)
            let last = random.int(1...7)
            return (opened, last, .daysAgo(last + random.int(-2...3)))
        case .archived, .special:
            let opened = random.int(60...300)
            let last = opened - random.int(25...45)
            return (opened, last, random.chance(92) ? .daysAgo(last + random.int(9...14)) : .none)
        }
    }

    private mutating func orderNumber() -> String {
        guard let prefix = client.orderPrefix, status != .draft, status != .awaitingApproval, random.chance(75) else {
            return ""
        }
        return prefix + String(random.int(1020...9870))
    }

    private mutating func tradeoff() -> DemoWorkshop.Job.SpeedQualityTradeoff {
        if product.careful { return random.chance(75) ? .quality : .balanced }
        let roll = random.int(1...100)
        return roll <= 25 ? .faster : roll <= 88 ? .balanced : .quality
    }

    private mutating func description() -> String {
        var paragraphs = [random.pick(product.briefs)]
        if product.onlyFor != nil {
            paragraphs += product.details
        } else if random.chance(48) {
            paragraphs += random.some(random.int(1...product.details.count), of: product.details)
            if random.chance(30) { paragraphs.append(random.pick(DescriptionClosings.all)) }
        }
        return paragraphs.map(filling.fill).joined(separator: "\n\n")
    }

    private mutating func notes() -> String {
        if product.onlyFor != nil { return filling.fill(product.notes[0]) }
        let long = ordinal % 9 == 4 && status != .draft
        if long {
            let family = random.some(2, of: NoteParagraphs.of(product.family))
            let general = random.some(random.int(2...4), of: NoteParagraphs.anywhere)
            return ([random.pick(product.notes)] + random.shuffled(family + general))
                .map(filling.fill).joined(separator: "\n\n")
        }
        if random.chance(22) { return "" }
        var parts = random.some(random.int(1...product.notes.count), of: product.notes)
        if random.chance(35) { parts.append(random.pick(DescriptionClosings.short)) }
        return parts.map(filling.fill).joined(separator: "\n")
    }
}
