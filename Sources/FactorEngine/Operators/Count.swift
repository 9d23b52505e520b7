/// `Count(x,N)`: how many rows of the window are not missing; an infinity counts.
///
/// - Missing values: not counted; the result is never missing.
/// - Warm-up: windows at the beginning are shorter. N=0 expands.
/// - Algorithm: one row in, one out.
/// - Source: pandas 3, `Window.count`.
///
/// `Count(x,N)`：滚动计数，即窗口内非缺失的行数，无穷也计入。
///
/// - 缺失值：不计入；结果从不缺失。
/// - 预热：起始处窗口较短；N=0 为扩展窗口。
/// - 算法：一行进，一行出。
/// - 来源：pandas 3 的 `Window.count`。
enum CountOperator {
  static func run(_ x: Series, window: Int, need: Int) -> Series {
    let (count, from, values) = (x.count, x.row(need), x.doubles)
    let first = window == 0 ? 0 : max(0, from - window + 1)
    return Series(
      .float64, start: x.start, count: count, from: from, in: x.pool,
      doubles: { output in
        var present = 0
        for row in first..<count {
          if !values[row].isNaN { present += 1 }
          if window != 0, row - first >= window, !values[row - window].isNaN { present -= 1 }
          if row >= from { output[row] = Double(present) }
        }
      })
  }
}
