/// `IdxMax(x,N)` and `IdxMin(x,N)`: the place of the extreme in the window, the oldest row being 1.
///
/// qlib applies numpy's argmax to each window: the first of equal values wins, and **a missing row
/// wins over all**: the place of the window's first missing row is returned. Missing only where all rows
/// of the window are. Windows at the beginning are shorter.
enum ExtremePlaceOperator {
  static func run(
    _ x: UnsafePointer<Double>, _ count: Int, window: Int, sign: Double, _ output: UnsafeMutablePointer<Double>
  ) {
    if count == 0 { return }
    let rows = window == 0 || window > count ? count : window
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { suffix in
      var best = Int32(count - 1)
      for row in stride(from: count - 1, through: 0, by: -1) {
        if row % rows == rows - 1 { best = Int32(row) }
        // Coming from behind, an equal older value wins.
        if x[row] * sign >= x[Int(best)] * sign || x[Int(best)].isNaN { best = Int32(row) }
        suffix[row] = best
      }
      var prefix = 0
      var phase = 0
      for row in 0..<count {
        if phase == rows { phase = 0 }
        if phase == 0 || x[row] * sign > x[prefix] * sign || x[prefix].isNaN { prefix = row }
        phase += 1
        let first = row - rows + 1
        var place = prefix
        if first > 0 {
          let older = Int(suffix[first])
          if !(x[prefix] * sign > x[older] * sign) { place = older }
        }
        output[row] = Double(place - max(first, 0) + 1)
      }
    }
    missing(x, count, rows, output)
  }

  /// Corrects the windows that hold a missing row.
  private static func missing(
    _ x: UnsafePointer<Double>, _ count: Int, _ rows: Int, _ output: UnsafeMutablePointer<Double>
  ) {
    var absent = 0
    var firstAbsent = 0
    for row in 0..<count {
      if x[row].isNaN { absent += 1 }
      let first = max(0, row - rows + 1)
      if row >= rows, x[row - rows].isNaN { absent -= 1 }
      if absent == 0 { continue }
      firstAbsent = max(firstAbsent, first)
      while !x[firstAbsent].isNaN { firstAbsent += 1 }
      output[row] = absent == row - first + 1 ? .nan : Double(firstAbsent - first + 1)
    }
  }
}
