/// Stocks in the order of their scores.
enum ScoreRanking {
  struct Row {
    var stock: Int32
    var score: Double
  }

  /// Score descending, equal scores by code; missing scores last, by code (pandas' `sort_values` with a
  /// stable sort over rows in code order).
  static func descending(_ rows: [Row]) -> [Row] {
    rows.sorted { left, right in
      if left.score.isNaN || right.score.isNaN {
        if left.score.isNaN && right.score.isNaN { return left.stock < right.stock }
        return right.score.isNaN
      }
      return left.score != right.score ? left.score > right.score : left.stock < right.stock
    }
  }
}
