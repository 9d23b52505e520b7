/// One question to a sorted window: `Rank`, `Med`, or `Quantile` with its share.
struct SortedQuestion {
  /// Nil is a quantile.
  var window: WindowOperation?
  var rows: Int
  var share = 0.0
}

/// What `Rank`, `Med` and `Quantile` have in common. All windows of a series go along together: the searches in
/// one overlap with the moves in another.
enum SortedKernel {
  static func run(_ x: Series, _ asked: [SortedQuestion], need: Int) -> [Series] {
    if let values = x.narrowObservations { return run(values, x, asked, need) }
    return run(x.observations, x, asked, need)
  }

  private static func run<Value: CountedValue>(
    _ values: UnsafePointer<Value>, _ x: Series, _ asked: [SortedQuestion], _ need: Int
  ) -> [Series] {
    let (count, emit) = (x.count, x.row(need))
    let outputs = asked.map { _ in Series.column(x.pool, emit, count) }
    let windows = Set(asked.map(\.rows)).sorted()
    let first = windows[0] == 0 ? 0 : max(0, emit - windows[windows.count - 1] + 1)
    // Questions by window.
    let order = asked.indices.sorted { (asked[$0].rows, $0) < (asked[$1].rows, $1) }
    let questions = order.map { (asked[$0], outputs[$0]) }
    let ends = windows.map { window in order.count { asked[$0].rows <= window } }
    let sorted = UnsafeMutablePointer<SortedWindow<Value>>.allocate(capacity: windows.count)
    defer { sorted.deallocate() }
    for (place, window) in windows.enumerated() {
      (sorted + place).initialize(
        to: SortedWindow(capacity: window == 0 ? count : min(window, count)))
    }
    questions.withUnsafeBufferPointer { questions in
      windows.withUnsafeBufferPointer { windows in
        ends.withUnsafeBufferPointer { ends in
          for row in first..<count {
            var question = 0
            for place in 0..<windows.count {
              let below = sorted[place].advance(values, row, first: first, window: windows[place])
              if row < emit { continue }
              while question < ends[place] {
                let (asked, output) = questions[question]
                output[row] = answer(asked, sorted[place], values[row], below)
                question &+= 1
              }
            }
          }
        }
      }
    }
    (sorted).deinitialize(count: windows.count)
    return outputs.map {
      Series(start: x.start, count: count, from: emit, in: x.pool, adopting: $0)
    }
  }

  @inline(__always)
  private static func answer<Value: CountedValue>(
    _ question: SortedQuestion, _ sorted: borrowing SortedWindow<Value>, _ newest: Value,
    _ below: Int?
  ) -> Double {
    switch question.window {
    case .rank:
      guard let below else { return .nan }
      return RankOperator.value(
        below: below, notAbove: sorted.notAbove(newest, below: below), count: sorted.count)
    case .median: return MedianOperator.value(sorted)
    default: return QuantileOperator.value(sorted, share: question.share)
    }
  }
}
