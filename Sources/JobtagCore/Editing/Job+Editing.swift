import Foundation

extension Job: EditableRecord {
    /// The editable fields of a job.
    package enum Field: String, CaseIterable, Sendable {
        case name, description, status
        case clientID = "client_id"
        case contactID = "contact_id"
        case orderNumber = "order_number"
        case deliveryDate = "delivery_date"
        case notes
        case pricingMethodology = "pricing_methodology"
        case priceCap = "price_cap"
        case chargeOutRate = "charge_out_rate"
        case speedQualityTradeoff = "speed_quality_tradeoff"
        case paid, collected
        case fullyInvoiced = "fully_invoiced"
        case rejectedFlag = "rejected_flag"
        case priority
        case assignedTo = "assigned_to"
    }

    /// Amounts of a whole job: up to 99,999,999.99.
    static let amounts = Amount.zero...Amount(hundredths: 9_999_999_999)

    package subscript(field: Field) -> FieldValue {
        switch field {
        case .name: .text(name)
        case .description: .text(description)
        case .status: .text(status.rawValue)
        case .clientID: FieldValue(clientID)
        case .contactID: FieldValue(contactID)
        case .orderNumber: FieldValue(orderNumber)
        case .deliveryDate: FieldValue(deliveryDate)
        case .notes: .text(notes)
        case .pricingMethodology: .text(pricingMethodology.rawValue)
        case .priceCap: FieldValue(priceCap)
        case .chargeOutRate: FieldValue(chargeOutRate)
        case .speedQualityTradeoff: .text(speedQualityTradeoff.rawValue)
        case .paid: .flag(isPaid)
        case .collected: .flag(isCollected)
        case .fullyInvoiced: .flag(isFullyInvoiced)
        case .rejectedFlag: .flag(isRejected)
        case .priority: .number(priority)
        case .assignedTo: .list(assignedTo.map { FieldValue($0) })
        }
    }

    package mutating func set(_ field: Field, to value: FieldValue) throws(InvalidValue) {
        switch field {
        case .name: name = try value.name()
        case .description: description = try value.prose()
        case .status: status = try value.choice()
        case .clientID: clientID = try value.id()
        case .contactID: contactID = try value.id()
        case .orderNumber: orderNumber = try value.line(max: 100)
        case .deliveryDate: deliveryDate = try value.date()
        case .notes: notes = try value.prose()
        case .pricingMethodology: pricingMethodology = try value.choice()
        case .priceCap: priceCap = value == .null ? nil : try value.amount(in: Self.amounts)
        case .chargeOutRate: chargeOutRate = value == .null ? nil : try value.amount(in: Self.amounts)
        case .speedQualityTradeoff: speedQualityTradeoff = try value.choice()
        case .paid: isPaid = try value.flag()
        case .collected: isCollected = try value.flag()
        case .fullyInvoiced: isFullyInvoiced = try value.flag()
        case .rejectedFlag: isRejected = try value.flag()
        case .priority: priority = try value.number(in: 0...1_000_000_000)
        case .assignedTo: assignedTo = try value.ids(max: 50)
        }
    }
}

extension Job.Field {
    /// The field's name in a sentence.
    package var label: String {
        switch self {
        case .clientID: "client"
        case .contactID: "contact"
        case .speedQualityTradeoff: "speed or quality"
        case .rejectedFlag: "rejected"
        case .assignedTo: "assignment"
        default: rawValue.split(separator: "_").joined(separator: " ")
        }
    }
}
