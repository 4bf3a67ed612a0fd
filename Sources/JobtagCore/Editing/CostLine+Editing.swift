import Foundation

extension CostLine: EditableRecord {
    /// The editable fields of a cost line.
    package enum Field: String, CaseIterable, Sendable {
        case kind, description, quantity
        case unitCost = "unit_cost"
        case unitRevenue = "unit_rev"
    }

    /// With `maximumPerSet`, these limits keep every product and total far below 64 bits.
    static let quantities = Quantity(thousandths: -999_999_999)...Quantity(thousandths: 999_999_999)
    static let amounts = Amount(hundredths: -999_999_999)...Amount(hundredths: 999_999_999)

    package subscript(field: Field) -> FieldValue {
        switch field {
        case .kind: .text(kind.rawValue)
        case .description: .text(description)
        case .quantity: FieldValue(quantity)
        case .unitCost: FieldValue(unitCost)
        case .unitRevenue: FieldValue(unitRevenue)
        }
    }

    package mutating func set(_ field: Field, to value: FieldValue) throws(InvalidValue) {
        switch field {
        case .kind: kind = try value.choice()
        case .description: description = try value.requiredLine(max: 500)
        case .quantity: quantity = try value.quantity(in: Self.quantities)
        case .unitCost: unitCost = try value.amount(in: Self.amounts)
        case .unitRevenue: unitRevenue = try value.amount(in: Self.amounts)
        }
    }

    /// A line with default values.
    init(blank id: UUID, createdBy: UUID) {
        self.init(
            id: id, kind: .time, description: "", quantity: Quantity(thousandths: 1000), unitCost: .zero, unitRevenue: .zero,
            createdBy: createdBy)
    }

    /// The rules between fields.
    func checkTogether() throws {
        var errors: [FieldError] = []
        if kind != .adjustment {
            if quantity < .zero { errors.append(FieldError("quantity", "Only an adjustment can be negative.")) }
            if unitCost < .zero { errors.append(FieldError("unit_cost", "Only an adjustment can be negative.")) }
            if unitRevenue < .zero { errors.append(FieldError("unit_rev", "Only an adjustment can be negative.")) }
        }
        if !errors.isEmpty { throw JobError.invalid(errors) }
    }

    /// The line as stored in history.
    var record: FieldValue {
        let also = ["id": FieldValue(id), "created_by": FieldValue(createdBy)]
        return .record(values(of: Field.allCases).merging(also) { value, _ in value })
    }

    /// A line from a record in history.
    init?(record: FieldValue?) {
        guard case .record(let values)? = record, let id = values["id"]?.text.flatMap({ UUID(text: $0) }) else { return nil }
        self.init(
            id: id, kind: .time, description: "", quantity: .zero, unitCost: .zero, unitRevenue: .zero,
            createdBy: values["created_by"]?.text.flatMap { UUID(text: $0) })
        for field in Field.allCases {
            guard let value = values[field.rawValue], (try? set(field, to: value)) != nil else { return nil }
        }
    }
}
