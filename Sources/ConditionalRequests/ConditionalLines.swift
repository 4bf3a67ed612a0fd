import HTTPTypes

/// The positions of the conditional fields in a request, found in one pass over its field lines.
struct ConditionalLines {
    enum Occurrence: Equatable {
        case none
        case once(Int)
        case repeatedly

        mutating func add(_ index: Int) {
            self = self == .none ? .once(index) : .repeatedly
        }
    }

    var ifMatch = Occurrence.none
    var ifNoneMatch = Occurrence.none
    var ifUnmodifiedSince = Occurrence.none
    var ifModifiedSince = Occurrence.none
    var ifRange = Occurrence.none
    var hasRange = false

    init(_ fields: HTTPFields) {
        for index in fields.indices {
            let name = fields[index].name.canonicalName
            // The length alone rules out most of the fields of a request.
            switch name.utf8.count {
            case 5 where name == "range": hasRange = true
            case 8 where name == "if-match": ifMatch.add(index)
            case 8 where name == "if-range": ifRange.add(index)
            case 13 where name == "if-none-match": ifNoneMatch.add(index)
            case 17 where name == "if-modified-since": ifModifiedSince.add(index)
            case 19 where name == "if-unmodified-since": ifUnmodifiedSince.add(index)
            default: continue
            }
        }
    }
}
