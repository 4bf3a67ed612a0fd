/// What stands at a place of an OpenAPI document, as far as the versions differ there or below.
indirect enum DocumentPart: Sendable {
    /// The same in both versions.
    case same
    /// The number of the version itself.
    case version
    case schema
    case list(DocumentPart)
    /// Any names, each with one of these.
    case map(DocumentPart)
    /// The same where names that begin with `x-` are extensions.
    case extensibleMap(DocumentPart)
    case object(DocumentObject)
}
