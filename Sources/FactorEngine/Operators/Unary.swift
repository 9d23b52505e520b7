/// `Abs`, `Sign`, `Not`: element-wise; missing stays missing. `Sign` casts to float32 first.
enum UnaryOperator {
  static func run(_ operation: UnaryOperation, _ x: Series, type: ValueType) -> Series {
    let (start, count) = (x.start, x.count)
    switch operation {
    case .sign:
      return Series(type, start: start, count: count, floats: { output in
        for row in 0..<count {
          let value = x.float(row)
          output[row] = value > 0 ? 1 : value < 0 ? -1 : value
        }
      })
    case .abs:
      if let values = x.floats {
        return Series(type, start: start, count: count, floats: { output in
          for row in 0..<count { output[row] = abs(values[row]) }
        })
      }
      let values = x.doubles
      return Series(type, start: start, count: count, doubles: { output in
        for row in 0..<count { output[row] = abs(values[row]) }
      })
    case .log:
      if let values = x.floats {
        return Series(type, start: start, count: count, floats: { LogOperator.float32(values, count, $0) })
      }
      let values = x.doubles
      return Series(type, start: start, count: count, doubles: { LogOperator.float64(values, count, $0) })
    case .not:
      if let values = x.floats {
        return Series(type, start: start, count: count, floats: { output in
          for row in 0..<count { output[row] = values[row] != 0 ? 0 : 1 }
        })
      }
      let values = x.doubles
      // The bits of a whole number turned over: -x-1.
      return Series(type, start: start, count: count, doubles: { output in
        for row in 0..<count { output[row] = -values[row] - 1 }
      })
    }
  }
}
