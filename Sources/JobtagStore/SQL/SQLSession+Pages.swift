import JobtagCore

/// An element of a list, about how many bytes its texts have, and where it is in the list's order.
typealias Placed<Element> = (element: Element, bytes: Int, position: PagePosition)

extension SQLSession {
    /// Reads one page, whose elements are found one by one.
    ///
    /// - Parameters:
    ///   - keys: What stands for the elements, in the list's order: one more than `limit`, where there are so many.
    ///   - find: nil for one that is not there.
    func page<Key, Element>(_ keys: [Key], limit: Int, _ find: (Key) throws -> Placed<Element>?) throws -> Page<Element> {
        var page = PageBuilder<Element>(limit: limit)
        for key in keys {
            guard page.takesMore() else { break }
            if let found = try find(key) { page.append(found) }
        }
        return page.page
    }

    /// Reads one page from the rows of a statement that need not be sorted.
    ///
    /// - Parameter sql: Gives one row more than `limit`, where there are so many.
    func page<Element>(
        _ sql: String, _ arguments: [SQLValue], limit: Int, _ read: (any SQLRow) throws -> Placed<Element>
    ) throws -> Page<Element> {
        var page = PageBuilder<Element>(limit: limit)
        try connection.forEachRow(sql, arguments, isKept: true) { row in
            guard page.takesMore() else { return false }
            page.append(try read(row))
            return true
        }
        return page.page
    }
}

/// Gathers a page: as many elements as asked for, and not many more bytes than are read at once. There is at least one where there is any.
private struct PageBuilder<Element: Sendable> {
    let limit: Int
    private var elements: [Element] = []
    private var bytes = 0
    private var last: PagePosition?
    private var hasMore = false

    /// About the most bytes of texts on one page of a list. Whatever is longer goes on at the cursor.
    private static var maximumBytes: Int { 4 << 20 }
    /// About what the rest of an element has: ids, times, and names of members.
    private static var bytesOfRest: Int { 256 }

    init(limit: Int) { self.limit = limit }

    /// Asked where there is another element.
    mutating func takesMore() -> Bool {
        hasMore = elements.count >= limit || bytes >= Self.maximumBytes
        return !hasMore
    }

    mutating func append(_ found: Placed<Element>) {
        elements.append(found.element)
        bytes += found.bytes + Self.bytesOfRest
        last = found.position
    }

    var page: Page<Element> { Page(items: elements, next: hasMore ? last : nil) }
}
