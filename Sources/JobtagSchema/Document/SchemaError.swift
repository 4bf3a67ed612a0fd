/// An error in a document, with its position.
package struct SchemaError: Error, Equatable, CustomStringConvertible {
    /// The position in the document, as keys joined by dots; empty for the whole document.
    package let place: String
    /// The line in the YAML text, counted from 1, if known.
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
