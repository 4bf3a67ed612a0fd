/// How far one of the two searches of `MiddleSearch` has got on each diagonal, where diagonal `k` has the points with
/// `x - y == k`, relative to the corner where the search started.
struct DiagonalFrontier {
    /// The corner where the search started, and its direction.
    struct Corner {
        let old: Int
        let new: Int
        /// 1 from the start, -1 from the end.
        let step: Int
        let width: Int
        let height: Int
    }

    private static let unreachable = Int.min / 2

    private let reach: Int
    private var furthest: [Int]
    /// The diagonals of the last step: every second one of these.
    private var diagonals = 0...0

    /// - Parameter reach: More than the maximum number of edits.
    init(reach: Int) {
        self.reach = reach
        furthest = [Int](repeating: Self.unreachable, count: 2 * reach + 1)
    }

    /// Advances by one more edit.
    ///
    /// - Parameters:
    ///   - edits: One more than the last time, starting with 0.
    ///   - other: The search from the other corner, if this one can meet it.
    ///   - steps: Increased by the work done.
    /// - Returns: The point where it met the other search.
    mutating func advance(
        edits: Int, from corner: Corner, in old: [Int], _ new: [Int], meeting other: DiagonalFrontier?, steps: inout Int
    ) -> (x: Int, y: Int)? {
        let (width, height) = (corner.width, corner.height)
        // Diagonals outside the box lead nowhere.
        let low = edits <= height ? -edits : edits - 2 * height
        let high = edits <= width ? edits : 2 * width - edits
        if edits == 0 {
            furthest[reach - 1] = Self.unreachable
            furthest[reach + 1] = 0
        } else {
            if edits <= height { furthest[reach - edits - 1] = Self.unreachable }
            if edits <= width { furthest[reach + edits + 1] = Self.unreachable }
        }
        diagonals = low...high
        for k in stride(from: low, through: high, by: 2) {
            let down = furthest[reach + k + 1]
            let right = furthest[reach + k - 1] + 1
            var x = max(down - k <= height ? down : Self.unreachable, right <= width ? right : Self.unreachable)
            steps += 1
            guard x >= 0 else {
                furthest[reach + k] = Self.unreachable
                continue
            }
            let begin = x
            var i = corner.old + corner.step * x
            var j = corner.new + corner.step * (x - k)
            while x < width, x - k < height, old[i] == new[j] {
                x += 1
                i += corner.step
                j += corner.step
            }
            steps += x - begin
            furthest[reach + k] = x
            if let other, other.met(x, onDiagonal: width - height - k, width: width) { return (x, x - k) }
        }
        return nil
    }

    private func met(_ x: Int, onDiagonal k: Int, width: Int) -> Bool {
        diagonals.contains(k) && furthest[reach + k] + x >= width
    }

    /// The point furthest from the corner.
    var best: (x: Int, y: Int) {
        var best = (x: 0, y: 0)
        for k in stride(from: diagonals.lowerBound, through: diagonals.upperBound, by: 2) {
            let x = furthest[reach + k]
            if x >= 0, x + x - k > best.x + best.y { best = (x, x - k) }
        }
        return best
    }
}
