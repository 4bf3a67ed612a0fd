/// What is wrong with a document, and where.
package struct SchemaError: Error, Equatable, CustomStringConvertible {
    /// Where in the document, as its keys joined by dots; empty for the document as a whole.
    package let place: String
    /// The line in the YAML text, counted from 1, where one is known.
    package let line: Int?
    package let message: String

    package init(_ message: String, at place: String = "", line: Int? = nil) {
        (self.message, self.place, self.line) = (message, place, line)
    }

    package var description: String {
        let spot = [line.map { "line \($0)" }, place.isEmpty ? nil : place].compactMap(\.self).joined(separator: ", ")
        return spot.isEmpty ? message : "\(spot): \(message)"
    }
}
