/// A range of the base that one or both sides changed, with nothing that separates its changes.
struct MergeRegion: Hashable, Sendable {
    private(set) var base: Range<Int>
    /// The same range in yours, if yours changed it; otherwise nil.
    private(set) var yours: Range<Int>?
    /// The same for theirs.
    private(set) var theirs: Range<Int>?

    /// Groups the changes of both sides into regions, in order.
    ///
    /// - Parameter isApart: Whether the range of the base between two changes separates them. An empty one never may.
    static func regions(_ yours: [Hunk], _ theirs: [Hunk], isApart: (Range<Int>) -> Bool) -> [MergeRegion] {
        var regions: [MergeRegion] = []
        var (nextOfYours, nextOfTheirs) = (0, 0)
        while nextOfYours < yours.count || nextOfTheirs < theirs.count {
            // The hunks of one region, which grows as long as either side has another hunk that is not separated.
            let (firstOfYours, firstOfTheirs) = (nextOfYours, nextOfTheirs)
            let start = min(
                nextOfYours < yours.count ? yours[nextOfYours].old.lowerBound : .max,
                nextOfTheirs < theirs.count ? theirs[nextOfTheirs].old.lowerBound : .max)
            var end = start
            func belongs(_ hunk: Hunk) -> Bool {
                hunk.old.lowerBound <= end || !isApart(end..<hunk.old.lowerBound)
            }
            while true {
                if nextOfYours < yours.count, belongs(yours[nextOfYours]) {
                    end = max(end, yours[nextOfYours].old.upperBound)
                    nextOfYours += 1
                } else if nextOfTheirs < theirs.count, belongs(theirs[nextOfTheirs]) {
                    end = max(end, theirs[nextOfTheirs].old.upperBound)
                    nextOfTheirs += 1
                } else {
                    break
                }
            }
            regions.append(
                MergeRegion(
                    base: start..<end, yours: stretch(yours[firstOfYours..<nextOfYours], over: start..<end),
                    theirs: stretch(theirs[firstOfTheirs..<nextOfTheirs], over: start..<end)))
        }
        return regions
    }

    /// The range of a side that corresponds to the hunks' range in the base; nil without hunks.
    private static func stretch(_ hunks: ArraySlice<Hunk>, over base: Range<Int>) -> Range<Int>? {
        guard let first = hunks.first, let last = hunks.last else { return nil }
        let start = first.new.lowerBound - (first.old.lowerBound - base.lowerBound)
        return start..<last.new.upperBound + (base.upperBound - last.old.upperBound)
    }
}
