extension Client: EditableRecord {
    package enum Field: String, CaseIterable, Sendable {
        case name, email, phone, address, notes
    }

    package subscript(field: Field) -> FieldValue {
        switch field {
        case .name: .text(name)
        case .email: FieldValue(email)
        case .phone: FieldValue(phone)
        case .address: FieldValue(address)
        case .notes: .text(notes)
        }
    }

    package mutating func set(_ field: Field, to value: FieldValue) throws(InvalidValue) {
        switch field {
        case .name: name = try value.name()
        case .email: email = try value.email()
        case .phone: phone = try value.line(max: 50)
        case .address:
            let text = try value.prose(max: 1000)
            address = text.isEmpty ? nil : text
        case .notes: notes = try value.prose()
        }
    }
}

extension Contact: EditableRecord {
    package enum Field: String, CaseIterable, Sendable {
        case name, email, phone, position
    }

    package subscript(field: Field) -> FieldValue {
        switch field {
        case .name: .text(name)
        case .email: FieldValue(email)
        case .phone: FieldValue(phone)
        case .position: FieldValue(position)
        }
    }

    package mutating func set(_ field: Field, to value: FieldValue) throws(InvalidValue) {
        switch field {
        case .name: name = try value.name()
        case .email: email = try value.email()
        case .phone: phone = try value.line(max: 50)
        case .position: position = try value.line(max: 100)
        }
    }
}

extension Staff: EditableRecord {
    package enum Field: String, CaseIterable, Sendable {
        case name, email, role
        case isActive = "is_active"
    }

    package subscript(field: Field) -> FieldValue {
        switch field {
        case .name: .text(name)
        case .email: .text(email)
        case .role: .text(role.rawValue)
        case .isActive: .flag(isActive)
        }
    }

    package mutating func set(_ field: Field, to value: FieldValue) throws(InvalidValue) {
        switch field {
        case .name: name = try value.name()
        case .email:
            guard let address = try value.email() else { throw InvalidValue("This field is required.") }
            email = SignInService.normalized(email: address)
        case .role: role = try value.choice()
        case .isActive: isActive = try value.flag()
        }
    }
}
