/// The kind of a place in an OpenAPI document, if the versions differ there or below.
indirect enum DocumentPart: Sendable {
    /// The same in both versions.
    case same
    /// The version number itself.
    case version
    case schema
    case list(DocumentPart)
    /// Any names, each with a value of this kind.
    case map(DocumentPart)
    /// The same, with names that start with `x-` as extensions.
    case extensibleMap(DocumentPart)
    case object(DocumentObject)
}
