import Foundation
import JobtagCore

/// Query parameters of lists.
extension JobQuery {
    static let parameters =
        [
            Parameter("status", .list), Parameter("client_id"), Parameter("assigned_to"), Parameter("updated_since"),
            .deleted, Parameter("order"),
        ] + ListParameters.all

    /// - Throws: `JobError.invalid` with every invalid parameter.
    init(_ parameters: [(name: String, value: String)]) throws {
        self.init()
        var errors: [FieldError] = []
        var cursor: String?
        for (name, value) in parameters {
            func refuse(_ message: String) { errors.append(FieldError(name, message)) }
            switch name {
            case "status":
                if let status = JobStatus(rawValue: value) {
                    if !statuses.contains(status) { statuses.append(status) }
                } else {
                    refuse("This must be one of: \(JobStatus.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
            case "client_id":
                clientID = UUID(text: value)
                if clientID == nil { refuse("This must be a UUID.") }
            case "assigned_to":
                assignedTo = UUID(text: value)
                if assignedTo == nil { refuse("This must be a UUID.") }
            case "updated_since":
                updatedSince = Timestamp(rfc3339: value)
                if updatedSince == nil { refuse("This must be a date and time such as 2026-11-23T09:15:02Z.") }
            case "deleted":
                do { isDeleted = try Parameter.flag(value, of: name) } catch { errors.append(error) }
            case "order":
                let name = value.hasPrefix("-") ? String(value.dropFirst()) : value
                guard let order = Order(rawValue: name) else {
                    refuse(
                        "This must be one of: \(Order.allCases.map(\.rawValue).joined(separator: ", ")). Add a leading - to reverse the order."
                    )
                    continue
                }
                self.order = order
                isDescending = value.hasPrefix("-")
            default:
                if let error = ListParameters.read(name, value, words: &words, limit: &limit, cursor: &cursor) {
                    errors.append(error)
                }
            }
        }
        guard errors.isEmpty else { throw JobError.invalid(errors) }
        after = try cursor.map { try Cursor.position($0, order: orderText) }
    }

    var orderText: String { (isDescending ? "-" : "") + order.rawValue }
}

extension ClientQuery {
    static let orderText = "name"
    static let parameters = [.deleted] + ListParameters.all

    /// - Throws: `JobError.invalid` with every invalid parameter.
    init(_ parameters: [(name: String, value: String)]) throws {
        self.init()
        var errors: [FieldError] = []
        var cursor: String?
        for (name, value) in parameters {
            if name == "deleted" {
                do { isDeleted = try Parameter.flag(value, of: name) } catch { errors.append(error) }
            } else if let error = ListParameters.read(name, value, words: &words, limit: &limit, cursor: &cursor) {
                errors.append(error)
            }
        }
        guard errors.isEmpty else { throw JobError.invalid(errors) }
        after = try cursor.map { try Cursor.position($0, order: Self.orderText) }
    }
}

/// A page of a job's parts, newest first.
struct HistoryQuery {
    static let orderText = "-version"
    static let parameters = ListParameters.ofPages
    /// More than fit on a page.
    var limit = 100_000
    var after: PagePosition?

    /// - Throws: `JobError.invalid` with every invalid parameter.
    init(_ parameters: [(name: String, value: String)]) throws {
        var cursor: String?
        var words: [String] = []
        let errors = parameters.compactMap {
            ListParameters.read($0.name, $0.value, words: &words, limit: &limit, cursor: &cursor)
        }
        guard errors.isEmpty else { throw JobError.invalid(errors) }
        after = try cursor.map { try Cursor.position($0, order: Self.orderText) }
    }
}

extension Parameter {
    static let deleted = Parameter("deleted")

    static func flag(_ value: String, of name: String) throws(FieldError) -> Bool {
        switch value {
        case "true": return true
        case "false": return false
        default: throw FieldError(name, "This must be true or false.")
        }
    }
}

/// The parameters of lists.
private enum ListParameters {
    static let ofPages = [Parameter("limit"), Parameter("cursor")]
    static let all = [Parameter("q", .words)] + ofPages

    static func read(
        _ name: String, _ value: String, words: inout [String], limit: inout Int, cursor: inout String?
    ) -> FieldError? {
        switch name {
        case "q":
            // By scalars: a space with a combining mark is one character, which is not white space.
            words = value.unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }
            guard words.count <= 20 else { return FieldError(name, "Use at most 20 words.") }
            return value.utf8.count <= 500 ? nil : FieldError(name, "Use at most 500 bytes of UTF-8.")
        case "limit":
            guard let number = Int(value), (1...1000).contains(number) else {
                return FieldError(name, "This must be a whole number between 1 and 1000.")
            }
            limit = number
            return nil
        case "cursor":
            cursor = value
            return nil
        default: return nil
        }
    }
}
