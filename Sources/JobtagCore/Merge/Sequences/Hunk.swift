/// A range of one sequence and the range of another that replaces it. Either can be empty, but not both.
struct Hunk: Hashable, Sendable {
    var old: Range<Int>
    var new: Range<Int>
}
