import JobtagAPI
import JobtagCore

/// Checks the query of a URL against the parameters of its operation. Silently ignoring a parameter would
/// return more or other data than requested.
struct QueryReader {
    let parameters: [Parameter]

    private static let maximumErrors = 20

    /// The parameters in order, without empty ones; single-value ones occur at most once.
    ///
    /// - Throws: `JobError.invalid` with every unknown or malformed parameter.
    func read(_ query: String) throws(JobError) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        /// Single-value parameters that were sent as members of a list.
        var bracketed: Set<String> = []
        var ambiguous: Set<String> = []
        var errors: [FieldError] = []
        for pair in FormEncoding.pairs(of: query) {
            guard errors.count < Self.maximumErrors else { break }
            guard let name = pair.name, let value = pair.value else {
                errors.append(FieldError(pair.rawName.beginning(scalars: 50), "This is not valid percent-encoded UTF-8."))
                continue
            }
            let (base, isMember) = Self.withoutBrackets(name)
            guard let parameter = parameters.first(where: { $0.name.utf8.elementsEqual(base.utf8) }) else {
                errors.append(refusal(of: name))
                continue
            }
            guard value.unicodeScalars.allSatisfy({ Self.isAllowed($0, in: parameter.kind) }) else {
                errors.append(FieldError(parameter.name, "Remove the control characters."))
                continue
            }
            guard !value.isEmpty else { continue }
            guard parameter.kind != .list else {
                for one in value.utf8.split(separator: UInt8(ascii: ",")) { found.append((parameter.name, String(Substring(one)))) }
                continue
            }
            if isMember { bracketed.insert(parameter.name) }
            if let place = found.firstIndex(where: { $0.name == parameter.name }) {
                if !found[place].value.isIdentical(to: value) { ambiguous.insert(parameter.name) }
                found.remove(at: place)
            }
            found.append((parameter.name, value))
        }
        for name in bracketed.intersection(ambiguous).sorted() {
            errors.append(FieldError(name, "This parameter takes only one value."))
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return found
    }

    /// Clients write the members of a list as `name[]=a` or `name[0]=a`.
    private static func withoutBrackets(_ name: String) -> (base: Substring, isMember: Bool) {
        guard name.utf8.last == UInt8(ascii: "]"), let open = name.utf8.firstIndex(of: UInt8(ascii: "[")),
            name.utf8[open...].dropFirst().dropLast().allSatisfy({ (0x30...0x39).contains($0) })
        else { return (name[...], false) }
        return (name[..<open], true)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, in kind: Parameter.Kind) -> Bool {
        scalar.properties.generalCategory != .control || (kind == .words && scalar.properties.isWhitespace)
    }

    private func refusal(of name: String) -> FieldError {
        let shown = name.beginning(scalars: 100)
        let what = shown.isEmpty ? "A parameter needs a name." : "There is no parameter \(shown)."
        let help =
            if let nearest = Parameter.nearest(to: name, of: parameters) {
                " Did you mean \(nearest.name)?"
            } else if parameters.isEmpty {
                " This URL takes no parameters."
            } else {
                " Available parameters: \(parameters.map(\.name).joined(separator: ", "))."
            }
        return FieldError(shown.isEmpty ? "query" : shown, what + help)
    }
}
