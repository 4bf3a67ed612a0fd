import JobtagCore

/// A query parameter of an operation.
struct Parameter: Hashable, Sendable {
    enum Kind: Sendable {
        /// A single value; the last of several counts.
        case one
        /// Any number of values, collected; also separated by commas.
        case list
        /// One text, in which any white space separates words.
        case words
    }

    let name: String
    let kind: Kind

    init(_ name: String, _ kind: Kind = .one) { (self.name, self.kind) = (name, kind) }

    /// The parameter that a misspelled name probably means.
    static func nearest(to name: String, of parameters: [Parameter]) -> Parameter? {
        let name = name.beginning(scalars: 50).lowercased()
        let ranked = parameters.map { (parameter: $0, distance: EditDistance.between(Array(name.utf8), Array($0.name.utf8))) }
        if let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= best.parameter.name.utf8.count / 3 {
            return best.parameter
        }
        // `since` for `updated_since`, `job_status` for `status`.
        return parameters.first {
            min(name.utf8.count, $0.name.utf8.count) >= 4 && (name.contains($0.name) || $0.name.contains(name))
        }
    }
}

/// The number of letters to insert, delete or replace to change one text into another (Levenshtein).
private enum EditDistance {
    static func between(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let replaced = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
