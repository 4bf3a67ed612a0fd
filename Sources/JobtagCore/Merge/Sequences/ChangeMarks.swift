/// Which elements of two sequences changed; the others are pairwise equal, in order.
struct ChangeMarks {
    var old: [Bool]
    var new: [Bool]

    init(oldCount: Int, newCount: Int) {
        old = [Bool](repeating: false, count: oldCount)
        new = [Bool](repeating: false, count: newCount)
    }

    var hunks: [Hunk] {
        var hunks: [Hunk] = []
        var i = 0
        var j = 0
        while i < old.count || j < new.count {
            let start = (i, j)
            while i < old.count, old[i] { i += 1 }
            while j < new.count, new[j] { j += 1 }
            if start == (i, j) {
                i += 1
                j += 1
            } else {
                hunks.append(Hunk(old: start.0..<i, new: start.1..<j))
            }
        }
        return hunks
    }
}
