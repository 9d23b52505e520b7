import Records

/// Stocks in the order of their scores.
enum ScoreRanking {
  struct Row {
    var stock: Int32
    /// The place among equal scores (`TieOrder`); 0 where no run is followed.
    var tie: Int32 = 0
    var score: Double
  }

  /// Score descending, equal scores by their place among equals and then by code; missing scores last, among
  /// themselves in the same way (pandas' `sort_values` with a stable sort over rows in code order).
  static func precedes(_ left: Row, _ right: Row) -> Bool {
    if left.score > right.score { return true }
    if left.score < right.score { return false }
    if left.score == right.score { return precedesAmongEquals(left, right) }
    // At least one is missing.
    return right.score.isNaN && (!left.score.isNaN || precedesAmongEquals(left, right))
  }

  private static func precedesAmongEquals(_ left: Row, _ right: Row) -> Bool {
    left.tie == right.tie ? left.stock < right.stock : left.tie < right.tie
  }

  static func descending(_ rows: [Row]) -> [Row] { rows.sorted(by: precedes) }

  /// The first `count` of `descending`, without ordering the rest.
  static func best(_ count: Int, of rows: [Row]) -> [Row] {
    guard count > 0 else { return [] }
    guard count < rows.count / 4 else { return Array(descending(rows).prefix(count)) }
    var best: [Row] = []
    best.reserveCapacity(count + 1)
    for row in rows {
      if best.count == count {
        if !precedes(row, best[count - 1]) { continue }
        best.removeLast()
      }
      var place = best.count
      while place > 0, precedes(row, best[place - 1]) { place -= 1 }
      best.insert(row, at: place)
    }
    return best
  }
}
