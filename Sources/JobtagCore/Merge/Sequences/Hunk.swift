/// A stretch of one sequence and the stretch of another that stands in its place. Either can be empty, never both.
struct Hunk: Hashable, Sendable {
    var old: Range<Int>
    var new: Range<Int>
}
