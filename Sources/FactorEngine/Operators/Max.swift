/// `Max(x,N)`: the largest observation of the window.
///
/// - Missing values: skipped, but they occupy the window; missing where there is no observation.
/// - Warm-up: windows at the beginning are shorter; the first row has a value. N=0 expands.
/// - Algorithm: windows by `Doubling`; exact.
/// - Source: pandas 3, `roll_max` in `pandas/_libs/window/aggregations.pyx`.
///
/// `Max(x,N)`：滚动最大值。
///
/// - 缺失值：跳过，但仍占窗口位置；没有观测时为缺失。
/// - 预热：起始处窗口较短，首行即有值；N=0 为扩展窗口。
/// - 算法：用 `Doubling` 求窗口，精确。
/// - 来源：pandas 3，`pandas/_libs/window/aggregations.pyx` 的 `roll_max`。
enum MaxOperator {
  static func run(_ x: Series, windows: [Int], need: Int) -> [Series] {
    ExtremeKernel.run(x, windows: windows, need: need, sign: 1)
  }
}

/// What `Max` and `Min` have in common: the largest of the values or of their opposites.
enum ExtremeKernel {
  static func run(_ x: Series, windows: [Int], need: Int, sign: Double) -> [Series] {
    if let values = x.narrowObservations { return run(values, x, windows, need, Float(sign)) }
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
    var now = x.pool.take(places).assumingMemoryBound(to: Value.self)
    var next = x.pool.take(places).assumingMemoryBound(to: Value.self)
    now.initialize(repeating: -.infinity, count: pad)
    for place in pad..<places {
      let value = values[first &+ place &- pad]
      now[place] = value == value ? value * sign : -.infinity
    }
    Doubling.run(
      windows: windows,
      widen: { length in
        next.update(from: now, count: min(length, places))
        for place in min(length, places)..<places {
          let (older, newer) = (now[place &- length], now[place])
          next[place] = older > newer ? older : newer
        }
        swap(&now, &next)
      },
      emit: { number, _, back in
        let output = outputs[number] + first
        for place in (pad + emit - first)..<places {
          let (older, newer) = (now[place &- back], now[place])
          let value = older > newer ? older : newer
          output[place &- pad] = value == -.infinity ? .nan : Double(value * sign)
        }
      })
    x.pool.give(now, places)
    x.pool.give(next, places)
    return outputs.map {
      Series(start: x.start, count: count, from: emit, in: x.pool, adopting: $0)
    }
  }
}
