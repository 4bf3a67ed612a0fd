import JobtagCore

/// An element of a list, the approximate size of its texts in bytes, and its position in the list's order.
typealias Placed<Element> = (element: Element, bytes: Int, position: PagePosition)

extension SQLSession {
    /// Reads one page whose elements are looked up one by one.
    ///
    /// - Parameters:
    ///   - keys: The keys of the elements in the list's order: one more than `limit`, if there are that many.
    ///   - find: Returns nil if the element does not exist.
    func page<Key, Element>(_ keys: [Key], limit: Int, _ find: (Key) throws -> Placed<Element>?) throws -> Page<Element> {
        var page = PageBuilder<Element>(limit: limit)
        var rest = keys[...]
        while !rest.isEmpty, page.takesMore() {
            let part = rest.prefix(page.likelyCount)
            rest = rest.dropFirst(part.count)
            try connection.prefetch { for key in part { _ = try find(key) } }
            for key in part {
                guard page.takesMore() else { return page.page }
                if let found = try find(key) { page.append(found) }
            }
        }
        return page.page
    }

    /// Reads one page from the rows of a statement that is already in order.
    ///
    /// - Parameter sql: Returns one row more than `limit`, if there are that many.
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

/// Collects a page: the requested number of elements, limited in bytes. It has at least one element if there is any.
private struct PageBuilder<Element: Sendable> {
    let limit: Int
    private var elements: [Element] = []
    private var bytes = 0
    private var last: PagePosition?
    private var hasMore = false

    /// The approximate maximum size of texts on one page, in bytes. The rest continues at the cursor.
    private static var maximumBytes: Int { 4 << 20 }
    /// The approximate size of the rest of an element: ids, times and member names.
    private static var bytesOfRest: Int { 256 }

    init(limit: Int) { self.limit = limit }

    /// How many more elements are likely to fit, by the size of those so far; at first, as many as a page usually has.
    var likelyCount: Int {
        guard !elements.isEmpty else { return 50 }
        return max(1, min(500, (Self.maximumBytes - bytes) / max(1, bytes / elements.count)))
    }

    /// Called if there is another element.
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
