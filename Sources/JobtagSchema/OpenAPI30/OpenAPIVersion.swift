/// A version of OpenAPI in which a document is available.
package enum OpenAPIVersion: String, CaseIterable, Sendable {
    /// Converted, for tools without support for 3.1.
    case version30 = "3.0"
    /// The version in which the document is written.
    case version31 = "3.1"

    /// An OpenAPI 3.1 document in this version.
    ///
    /// - Throws: `SchemaError` with the first position that has no equivalent in this version.
    package func form(of document: DocumentValue) throws(SchemaError) -> DocumentValue {
        switch self {
        case .version30: try DocumentForm30.document(document)
        case .version31: document
        }
    }
}
