/// A value with its position, so that errors can name it.
struct LocatedValue {
    let value: DocumentValue
    let place: String

    init(_ value: DocumentValue, at place: String = "") {
        (self.value, self.place) = (value, place)
    }

    func refusal(_ message: String) -> SchemaError { SchemaError(message, at: place, line: value.line) }

    /// The member with this name, if this is an object that has one.
    subscript(name: String) -> LocatedValue? {
        guard case .object(let members) = value.content, let member = members.first(where: { $0.name == name }) else { return nil }
        return LocatedValue(member.value, at: place.isEmpty ? name : "\(place).\(name)")
    }

    /// Its members in the original order.
    func members() throws(SchemaError) -> [(name: String, site: LocatedValue)] {
        guard case .object(let members) = value.content else { throw refusal("This must be an object.") }
        return members.map { ($0.name, LocatedValue($0.value, at: place.isEmpty ? $0.name : "\(place).\($0.name)")) }
    }

    func items() throws(SchemaError) -> [LocatedValue] {
        guard case .list(let values) = value.content else { throw refusal("This must be a list.") }
        return values.enumerated().map { LocatedValue($1, at: "\(place)[\($0)]") }
    }

    func text() throws(SchemaError) -> String {
        guard case .text(let text) = value.content else { throw refusal("This must be a string.") }
        return text
    }

    func flag() throws(SchemaError) -> Bool {
        guard case .boolean(let flag) = value.content else { throw refusal("This must be true or false.") }
        return flag
    }

    /// A number as written.
    func number() throws(SchemaError) -> String {
        guard case .number(let number) = value.content else { throw refusal("This must be a number.") }
        return number
    }

    func count() throws(SchemaError) -> Int {
        guard case .number(let number) = value.content, let count = Int(number), count >= 0 else {
            throw refusal("This must be a non-negative whole number.")
        }
        return count
    }

    func needed(_ name: String) throws(SchemaError) -> LocatedValue {
        guard let site = self[name] else { throw refusal("`\(name)` is missing.") }
        return site
    }
}
