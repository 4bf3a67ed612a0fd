/// The possible values: the part of JSON Schema needed to generate clients.
indirect enum Schema: Equatable {
    /// A component in the document's `components.schemas`.
    case component(String)
    /// Any JSON: the schema `{}`, for values of any type.
    case anything
    case null
    case boolean
    case text(TextSchema)
    case number(NumberSchema)
    /// One of these values.
    case choice([Literal])
    case list(Schema, count: Limits)
    case object(ObjectSchema)
    /// One of these schemas. The discriminator is the member that distinguishes them.
    case union([Schema], discriminator: String?)
    /// All of these schemas, each an object.
    case all([Schema])
    case nullable(Schema)
}

struct Limits: Equatable {
    var least: Int?
    var most: Int?
}

struct TextSchema: Equatable {
    enum Format: String { case uuid, time = "date-time", day = "date" }

    /// Counted in Unicode code points, as in JSON Schema.
    var length = Limits()
    /// An ECMA 262 regular expression.
    var pattern: String?
    var format: Format?
}

struct NumberSchema: Equatable {
    var isInteger = false
    // As written in the document, so that no digit is lost.
    var minimum: String?
    var maximum: String?
    var exclusiveMinimum: String?
    var exclusiveMaximum: String?
    var multipleOf: String?
}

struct ObjectSchema: Equatable {
    struct Member: Equatable {
        var name: String
        var schema: Schema
        var isRequired: Bool
    }

    indirect enum Others: Equatable {
        case refused
        case admitted
        case of(Schema)
    }

    var members: [Member] = []
    /// The allowed values of unlisted members.
    var others = Others.admitted
}

enum Literal: Equatable {
    case text(String)
    case number(String)
    case boolean(Bool)
}
