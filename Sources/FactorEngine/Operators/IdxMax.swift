/// `IdxMax(x,N)`: the place of the largest value in the window, the oldest row being 1.
///
/// - Missing values: **a missing row wins over all**: the place of the window's first missing row is returned.
///   Missing only where all rows of the window are.
/// - Warm-up: windows at the beginning are shorter; the first row is 1. N=0 expands.
/// - Algorithm: windows by `Doubling`, values and their rows together; the first of equal values wins.
/// - Source: `qlib/data/ops.py`, `IdxMax`: numpy's `argmax` of each window.
///
/// `IdxMax(x,N)`：窗口内最大值的位置，最旧的一行为 1。
///
/// - 缺失值：**缺失行优先**：返回窗口内首个缺失行的位置；只有窗口全部缺失时才为缺失。
/// - 预热：起始处窗口较短，首行为 1；N=0 为扩展窗口。
/// - 算法：用 `Doubling` 求窗口，值与行一起比较；相等时取最早的。
/// - 来源：`qlib/data/ops.py` 的 `IdxMax`：对每个窗口取 numpy 的 `argmax`。
enum IdxMaxOperator {
  static func run(_ x: Series, windows: [Int], need: Int) -> [Series] {
    PlaceKernel.run(x, windows: windows, need: need, sign: 1)
  }
}

/// What `IdxMax` and `IdxMin` have in common.
enum PlaceKernel {
  static func run(_ x: Series, windows: [Int], need: Int, sign: Double) -> [Series] {
    // Rows are whole numbers that float32 holds exactly up to 2^24.
    if x.count < 1 << 24, let values = x.narrowObservations {
      return run(values, x, windows, need, Float(sign))
    }
    return run(x.observations, x, windows, need, sign)
  }

  private static func run<Value: BinaryFloatingPoint>(
    _ values: UnsafePointer<Value>, _ x: Series, _ windows: [Int], _ need: Int, _ sign: Value
  ) -> [Series] {
    let (count, emit) = (x.count, x.row(need))
    let windows = windows.map { $0 == 0 || $0 > count ? max(count, 1) : $0 }
    let pad = windows.max() ?? 1
    let first = max(0, emit - pad + 1)
    let places = pad + count - first
    let outputs = windows.map { _ in Series.column(x.pool, emit, count) }
    var now = Places<Value>(places, x.pool)
    var next = Places<Value>(places, x.pool)
    now.values.initialize(repeating: -.infinity, count: pad)
    now.rows.initialize(repeating: 0, count: pad)
    var missing = 0
    for place in pad..<places {
      let row = first &+ place &- pad
      let value = values[row]
      missing |= value == value ? 0 : 1
      now.values[place] = value == value ? value * sign : .infinity
      now.rows[place] = Value(row)
    }
    Doubling.run(
      windows: windows,
      widen: { length in
        widen(now, next, length, places)
        swap(&now, &next)
      },
      emit: { number, window, back in
        let output = outputs[number]
        let (values, rows) = (now.values, now.rows)
        for place in (pad + emit - first)..<places {
          let row = first &+ place &- pad
          let older = values[place &- back] >= values[place]
          let found = older ? rows[place &- back] : rows[place]
          output[row] = Double(found) - Double(max(row &- window &+ 1, 0)) + 1
        }
      })
    now.give(places, x.pool)
    next.give(places, x.pool)
    if missing != 0 {
      for (window, output) in zip(windows, outputs) {
        drop(values, first, emit..<count, window, output)
      }
    }
    return outputs.map {
      Series(start: x.start, count: count, from: emit, in: x.pool, adopting: $0)
    }
  }

  private struct Places<Value> {
    let values: UnsafeMutablePointer<Value>
    let rows: UnsafeMutablePointer<Value>

    init(_ count: Int, _ pool: ColumnPool) {
      values = pool.take(count).assumingMemoryBound(to: Value.self)
      rows = pool.take(count).assumingMemoryBound(to: Value.self)
    }

    func give(_ count: Int, _ pool: ColumnPool) {
      pool.give(values, count)
      pool.give(rows, count)
    }
  }

  @inline(__always)
  private static func widen<Value: BinaryFloatingPoint>(
    _ now: Places<Value>, _ next: Places<Value>, _ length: Int, _ places: Int
  ) {
    let (values, rows, newValues, newRows) = (now.values, now.rows, next.values, next.rows)
    newValues.update(from: values, count: min(length, places))
    newRows.update(from: rows, count: min(length, places))
    for place in min(length, places)..<places {
      let (a, b) = (values[place &- length], values[place])
      let (i, j) = (rows[place &- length], rows[place])
      newValues[place] = a >= b ? a : b
      newRows[place] = a >= b ? i : j
    }
  }

  /// Windows without any observation.
  private static func drop<Value: BinaryFloatingPoint>(
    _ x: UnsafePointer<Value>, _ first: Int, _ rows: Range<Int>, _ window: Int,
    _ output: UnsafeMutablePointer<Double>
  ) {
    var present = 0
    for row in max(first, rows.lowerBound - window + 1)..<rows.upperBound {
      if !x[row].isNaN { present += 1 }
      if row - window >= max(first, rows.lowerBound - window + 1), !x[row - window].isNaN {
        present -= 1
      }
      if row >= rows.lowerBound, present == 0 { output[row] = .nan }
    }
  }
}
