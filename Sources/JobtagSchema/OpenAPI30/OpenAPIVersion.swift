/// A version of OpenAPI that a document can be had in.
package enum OpenAPIVersion: String, CaseIterable, Sendable {
    /// Made of the other, for tools that know no later one.
    case version30 = "3.0"
    /// In which the document is written.
    case version31 = "3.1"

    /// A document of OpenAPI 3.1 in this version.
    ///
    /// - Throws: `SchemaError` naming the first place that this version has no equivalent for.
    package func form(of document: DocumentValue) throws(SchemaError) -> DocumentValue {
        switch self {
        case .version30: try DocumentForm30.document(document)
        case .version31: document
        }
    }
}
