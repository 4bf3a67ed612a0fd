import JobtagCore

extension SQLSession {
    /// About the most bytes of texts on one page of a list. Whatever is longer goes on at the cursor.
    private static let maximumPageBytes = 4 << 20

    /// About what the rest of an element has: ids, times, and names of members.
    private static let bytesOfRest = 256

    /// Reads one page: as many rows as asked for, and not many more bytes than are read at once. There is at least one row where there is any.
    ///
    /// - Parameters:
    ///   - sql: Gives at least one row more than `limit`, where there are so many.
    ///   - read: Gives what a row stands for, about how many bytes that has, and where it is in the list's order.
    func page<Element>(
        _ sql: String, _ arguments: [SQLValue], isKept: Bool = false, limit: Int,
        _ read: (any SQLRow) throws -> (element: Element, bytes: Int, position: PagePosition)
    ) throws -> Page<Element> {
        var elements: [Element] = []
        var bytes = 0
        var last: PagePosition?
        var hasMore = false
        try connection.forEachRow(sql, arguments, isKept: isKept) { row in
            guard elements.count < limit, bytes < Self.maximumPageBytes else {
                hasMore = true
                return false
            }
            let found = try read(row)
            elements.append(found.element)
            bytes += found.bytes + Self.bytesOfRest
            last = found.position
            return true
        }
        return Page(items: elements, next: hasMore ? last : nil)
    }
}
