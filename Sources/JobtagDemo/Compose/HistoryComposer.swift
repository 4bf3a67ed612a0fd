import Foundation

/// Writes what happened on a job, in order of time.
struct HistoryComposer {
    typealias Status = DemoWorkshop.Job.Status

    static let finishedText = "Finished. Moved to Recently completed."

    let staff: [DemoWorkshop.Staff]
    let makers: [DemoWorkshop.Staff]
    let product: Product
    var filling: Filling
    let status: Status
    let ordinal: Int
    var random: SplitMix64
    private var steps: [(by: Int, kind: String, text: String)] = []

    init(
        staff: [DemoWorkshop.Staff], makers: [DemoWorkshop.Staff], product: Product, filling: Filling,
        status: Status, ordinal: Int, random: SplitMix64
    ) {
        self.staff = staff
        self.makers = makers
        self.product = product
        self.filling = filling
        self.status = status
        self.ordinal = ordinal
        self.random = random
    }

    mutating func compose(
        from opened: Int, to last: Int, rejected: Bool, quoted: Bool,
        finished: Bool, collected: Bool, invoiced: Bool, paid: Bool
    ) -> [JobDraft.Entry] {
        add(office(), "created", product.onlyFor != nil ? "Opened after the site visit." : random.pick(Remarks.created))
        notes(random.int(status == .draft ? 0...1 : 0...2), of: Remarks.enquiry)
        if status != .draft {
            if quoted {
                add(
                    office(), "quote_sent",
                    random.pick([
                        "Quote sent to {who}.", "Quote sent, valid for 30 days.", "Quote sent by e-mail with the drawing.",
                    ]))
            }
            if quoted { add(office(), "status", "Moved to Awaiting approval.") }
            if status == .awaitingApproval || rejected || (quoted && random.chance(30)) {
                notes(random.int(1...3), of: Remarks.waiting)
            }
            if rejected {
                add(office(), "quote_rejected", random.pick(Remarks.rejected))
                add(office(), "status", "Moved to Archived.")
            } else if status != .awaitingApproval {
                add(
                    office(), quoted ? "quote_accepted" : "status",
                    quoted
                        ? random.pick(["{who} accepted the quote.", "Quote accepted by e-mail.", "Order is here, quote accepted."])
                        : "Moved to Approved: go ahead by the hour.")
                if status != .approved { production(finished: finished) }
            }
        }
        if finished { ending(collected: collected, invoiced: invoiced, paid: paid) }
        return timed(from: opened, to: last)
    }

    private mutating func production(finished: Bool) {
        add(
            maker(), "status",
            random.pick(["Moved to In progress.", "Started. Moved to In progress.", "Moved to In progress, first in the queue."]))
        // In the order in which they are listed: that is the order of the work.
        let count = product.onlyFor != nil ? product.remarks.count : random.int(1...product.remarks.count)
        let chosen = Set(random.some(count, of: Array(product.remarks.indices)))
        let special = product.remarks.indices.filter(chosen.contains).map { product.remarks[$0] }
        let early = random.some(random.int(0...2), of: Remarks.early)
        let late = random.some(random.int(finished ? 1...3 : 0...2), of: Remarks.late)
        for text in early + special + late { add(maker(), "note", text) }
        if status == .unusual {
            add(office(), "status", "Moved to Unusual.")
            add(office(), "note", Remarks.unusual[ordinal % Remarks.unusual.count])
        }
    }

    private mutating func ending(collected: Bool, invoiced: Bool, paid: Bool) {
        add(maker(), "status", Self.finishedText)
        if collected {
            let fitted = product.lines.contains { $0.description.contains("nstall") || $0.description.hasPrefix("Fit") }
            add(maker(), "delivery", random.pick(fitted ? Remarks.installation : Remarks.collection))
        }
        if invoiced { add(office(), "invoice", random.pick(Remarks.invoice)) }
        if paid { add(office(), "invoice", random.pick(Remarks.paid)) }
        if collected, random.chance(25) { add(office(), "note", random.pick(Remarks.afterwards)) }
        if status == .archived { add(office(), "status", "Moved to Archived.") }
    }

    private mutating func notes(_ count: Int, of pool: [String]) {
        for text in random.some(count, of: pool) { add(office(), "note", text) }
    }

    private mutating func office() -> Int { random.pick([0, 1, 1, 1, 2, 2]) }

    private mutating func maker() -> Int {
        let id = random.pick(makers).id
        return staff.firstIndex { $0.id == id } ?? 3
    }

    private mutating func add(_ by: Int, _ kind: String, _ text: String) {
        let others = (3...7).filter { $0 != by }
        filling.set("mate", StaffData.shortNames[random.pick(others)])
        steps.append((by, kind, filling.fill(text)))
    }

    /// Spreads the steps over the days: the first on the day of opening, the last on the last day.
    private mutating func timed(from opened: Int, to last: Int) -> [JobDraft.Entry] {
        var previous: Moment?
        let span = opened - last
        let between = (0..<max(steps.count - 2, 0)).map { _ in random.int(0...span) }.sorted()
        let shares = [0] + between + [span]
        return steps.enumerated().map { index, step in
            let day = opened - shares[index]
            let minute: Int
            if let previous, previous.daysAgo == day {
                minute = previous.minute + random.int(9...48)
            } else {
                minute = random.int(425...880)
            }
            let moment = Moment(daysAgo: day, minute: minute)
            previous = moment
            return JobDraft.Entry(moment: moment, by: staff[step.by].id, kind: step.kind, text: step.text)
        }
    }
}
