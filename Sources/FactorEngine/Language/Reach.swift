import Foundation

/// How many rows beside the asked ones an expression loads, as qlib counts them.
package struct ExtendedWindow: Hashable, Sendable {
  package var left: Int
  package var right: Int
  /// Rows on the left where Python holds them as a float, as a window such as 1.5 makes them: a query that would begin
  /// inside a field's file then fails in qlib. `left` is rounded up.
  var fractional: Double?

  package init(left: Int, right: Int) {
    self.left = left
    self.right = right
  }

  private var exactLeft: Double { fractional ?? Double(left) }

  /// What qlib counts for `Cov(x,y,0)`: minus infinity, so the query begins behind every day. Beside an operand that loads
  /// rows it counts nothing (`PairRolling.get_extended_window_size`).
  private static let behindTheEnd: ExtendedWindow = {
    var window = ExtendedWindow(left: 0, right: 0)
    window.fractional = -.infinity
    return window
  }()

  var isBehindTheEnd: Bool { fractional == -.infinity }

  /// Python's `max`: of equal values the first.
  func joined(_ other: ExtendedWindow) -> ExtendedWindow {
    var window = exactLeft >= other.exactLeft ? self : other
    window.right = max(right, other.right)
    return window
  }

  /// More rows than any expression's steps can ask for together, short of overflow.
  private static let rowsMax = 1 << 60

  private mutating func extend(by rows: Int) {
    if isBehindTheEnd { return }
    left = min(left + min(rows, ExtendedWindow.rowsMax), ExtendedWindow.rowsMax)
    if let known = fractional { fractional = known + Double(rows) }
  }

  /// The window of one step over its operands (`get_extended_window_size` in `qlib/data/ops.py`).
  ///
  /// `Delta` asks for one row too few and an expanding operator for none: that decides values.
  static func of(_ operation: Operation, over operands: [ExtendedWindow]) -> ExtendedWindow {
    var window = operands.dropFirst().reduce(operands.first ?? ExtendedWindow(left: 0, right: 0)) { $0.joined($1) }
    switch operation {
    // Point-in-time data collapses into a day's value.
    case .period: return ExtendedWindow(left: 0, right: 0)
    case .shift(let rows):
      if rows > 0 { window.extend(by: rows) } else { window.right -= rows }
    case .pair(.covariance, 0):
      let right = window.right
      window = behindTheEnd
      window.right = right
    case .delta(let rows), .window(_, let rows), .quantile(let rows, _), .pair(_, let rows), .rolling(_, let rows):
      if rows > 0 { window.extend(by: rows - 1) }
    case .exponential(let share, _) where share > 0 && share < 1:
      let rows = log(1e-6) / log(1 - share)
      window.extend(by: rows < Double(rowsMax) ? max(0, Int(rows) - 1) : rowsMax)
    case .exponential(let rows, _) where rows >= 1 && !window.isBehindTheEnd:
      let sum = window.exactLeft + rows - 1
      window.left = sum < Double(rowsMax) ? Int(sum.rounded(.up)) : rowsMax
      window.fractional = sum
    default: break
    }
    window.right = min(window.right, rowsMax)
    return window
  }
}

extension Expression {
  package var extendedWindow: ExtendedWindow {
    ExtendedWindow.of(operation, over: operands.map(\.extendedWindow))
  }

  /// Rows behind a day that the day's value depends on; more than 0 looks ahead.
  ///
  /// Unlike the extended window this adds shifts up: `Ref(Ref($close,-1),1)` depends on nothing later.
  package var future: Int {
    let deepest = operands.map(\.future).max() ?? 0
    return switch operation {
    case .number: Int.min / 2
    case .shift(let rows): deepest - rows
    case .delta(let rows): max(deepest, deepest - rows)
    default: deepest
    }
  }
}
