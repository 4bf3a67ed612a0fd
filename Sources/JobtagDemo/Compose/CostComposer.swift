import Foundation

/// Reckons what a job costs: estimate, quote and actual.
struct CostComposer {
    typealias Line = DemoWorkshop.Line

    static let labourCostCents = 45_00

    let product: Product
    let filling: Filling
    let rateCents: Int
    var random: SplitMix64

    mutating func estimate() -> [Line] {
        let markup = random.pick([120, 125, 130, 135])
        var lines = product.lines.map { template in
            let quantity = quantity(template.quantity)
            let isTime = template.kind == .time
            return Line(
                kind: template.kind, description: filling.fill(template.description), quantityThousandths: quantity,
                unitCostCents: isTime ? Self.labourCostCents : template.unitCostCents,
                unitRevCents: isTime ? rateCents : (template.unitCostCents * markup + 50) / 100, staffID: nil)
        }
        if random.chance(30) {
            lines.append(
                adjustment(random.pick(["Freight", "Carrier, one pallet", "Consumables"]), cost: random.int(7...24) * 5_00))
        }
        return lines
    }

    mutating func quote(from estimate: [Line]) -> [Line] {
        var lines = estimate.map { line in
            let spare = line.kind == .time ? random.pick([1000, 1000, 1050, 1100]) : 1000
            return scaled(line, by: spare, staff: nil)
        }
        if random.chance(12) {
            let total = lines.reduce(0) { $0 + $1.revenueCents }
            lines.append(
                Line(
                    kind: .adjustment, description: random.pick(["Discount, repeat order", "Discount as agreed"]),
                    quantityThousandths: 1000, unitCostCents: 0, unitRevCents: -(total * 4 / 100 / 5_00 * 5_00 + 5_00), staffID: nil
                ))
        }
        return lines
    }

    /// What has been used when `percent` of the work is done: material first, then hours by person.
    mutating func actual(from estimate: [Line], percent: Int, by makers: [DemoWorkshop.Staff]) -> [Line] {
        var lines: [Line] = []
        let materials = estimate.filter { $0.kind == .material }
        let bought = percent == 100 ? materials.count : max(1, materials.count * min(percent + 25, 100) / 100)
        for line in materials.prefix(bought) {
            // Pieces are counted, only lengths and weights differ from what was reckoned.
            let exact = line.quantityThousandths % 1000 == 0 && line.quantityThousandths < 40_000
            lines.append(exact ? line : scaled(line, by: random.int(960...1080), staff: nil))
        }
        let work = estimate.filter { $0.kind == .time }
        let total = work.reduce(0) { $0 + $1.quantityThousandths }
        var left = percent == 100 ? Int.max : total * percent / 100
        for line in work where left > 0 {
            let spent = min(left, line.quantityThousandths * random.int(85...120) / 100)
            left -= percent == 100 ? 0 : spent
            let shared = makers.count > 1 && spent > 4_000
            let share = shared ? spent * random.int(35...65) / 100 : spent
            let parts: [Int] = shared ? [share, spent - share] : [spent]
            for (index, hours) in parts.enumerated() {
                let quarters = max(250, (hours + 125) / 250 * 250)
                let maker = shared ? makers[index] : random.pick(makers)
                lines.append(
                    Line(
                        kind: .time, description: line.description, quantityThousandths: quarters,
                        unitCostCents: maker.hourlyCostCents, unitRevCents: rateCents, staffID: maker.id))
            }
        }
        if percent == 100 { lines += estimate.filter { $0.kind == .adjustment } }
        return lines
    }

    private mutating func quantity(_ quantity: LineTemplate.Quantity) -> Int {
        switch quantity {
        case .hours(let range): random.int((range.lowerBound * 4)...(range.upperBound * 4)) * 250
        case .minutesPer(let slot, let minutes): max(250, (filling.number(slot) * minutes * 1000 + 30) / 60)
        case .each(let range): random.int(range) * 1000
        case .metresOf(let slot, let times): filling.number(slot) * times
        case .per(let slot, let thousandths): filling.number(slot) * thousandths
        }
    }

    private func scaled(_ line: Line, by thousandths: Int, staff: UUID?) -> Line {
        Line(
            kind: line.kind, description: line.description,
            quantityThousandths: (line.quantityThousandths * thousandths + 500) / 1000,
            unitCostCents: line.unitCostCents, unitRevCents: line.unitRevCents, staffID: staff)
    }

    private func adjustment(_ description: String, cost: Int) -> Line {
        Line(
            kind: .adjustment, description: description, quantityThousandths: 1000, unitCostCents: cost,
            unitRevCents: (cost * 110 + 50) / 100, staffID: nil)
    }
}
