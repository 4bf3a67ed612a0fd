/// An HTTP interface, with the parts needed to generate clients.
struct Interface {
    struct Component {
        let name: String
        let schema: Schema
        /// Its position in the document, for errors found while generating a client.
        let site: LocatedValue
    }

    /// In the order of the document.
    var components: [Component]
    var operations: [OpenAPIOperation]

    func component(_ name: String) -> Component? { components.first { $0.name == name } }
}

struct OpenAPIOperation {
    struct Parameter {
        enum Kind: String { case path = "Path", query = "Query", header = "Header" }

        let name: String
        let kind: Kind
        let schema: Schema
        let isRequired: Bool
    }

    struct Body {
        let description: String?
        let schema: Schema
        let isRequired: Bool
    }

    struct BufferedResponse {
        /// How a client treats the content.
        enum Content: Equatable {
            case nothing
            case json(Schema)
            case text
            /// Content that does not end, such as Server-Sent Events, so there is no value to wait for.
            case stream
        }

        /// A number, or `default`.
        let status: String
        let description: String
        let content: Content
    }

    /// In lower case.
    let method: String
    let path: String
    let identifier: String
    let description: String?
    let parameters: [Parameter]
    let body: Body?
    /// In the order of the document.
    let answers: [BufferedResponse]
    let site: LocatedValue
}
