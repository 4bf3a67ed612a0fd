import Foundation

extension String {
    /// Whether both are the same bytes. `==` also holds between a composed é and a decomposed one; here those are two texts.
    package func isIdentical(to other: String) -> Bool {
        // At once where both lie in memory as UTF-8, as nearly all do: byte by byte takes thirty times as long.
        let fast = utf8.withContiguousStorageIfAvailable { a in
            other.utf8.withContiguousStorageIfAvailable { b in
                a.count == b.count && (a.count == 0 || memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0)
            }
        }
        return (fast ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
