/// `Count(x,N)`: the rows of the window that are not missing; an infinity counts. Never missing.
enum CountOperator {
  static func run(_ x: UnsafePointer<Double>, _ count: Int, window: Int, _ output: UnsafeMutablePointer<Double>) {
    var present = 0
    for row in 0..<count {
      if !x[row].isNaN { present += 1 }
      if window != 0, row >= window, !x[row - window].isNaN { present -= 1 }
      output[row] = Double(present)
    }
  }
}
