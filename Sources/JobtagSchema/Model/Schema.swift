/// What a value may be: as much of JSON Schema as clients are made from.
indirect enum Schema: Equatable {
    /// One of the document's `components.schemas`.
    case component(String)
    /// Any JSON: the schema `{}`, which is chosen where a value can be of every type.
    case anything
    case null
    case boolean
    case text(TextSchema)
    case number(NumberSchema)
    /// One of these values.
    case choice([Literal])
    case list(Schema, count: Limits)
    case object(ObjectSchema)
    /// One of these schemas. A discriminator is the member by which they can be told apart.
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

    /// Counted in characters of Unicode (code points), as JSON Schema does.
    var length = Limits()
    /// A regular expression of ECMA 262.
    var pattern: String?
    var format: Format?
}

struct NumberSchema: Equatable {
    var isInteger = false
    // As they are written in the document, so that no digit is lost.
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
    /// What members that are not listed may be.
    var others = Others.admitted
}

enum Literal: Equatable {
    case text(String)
    case number(String)
    case boolean(Bool)
}
