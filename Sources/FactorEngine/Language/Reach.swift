import Foundation

/// How many rows beside the asked ones an expression loads, as qlib counts them.
package struct ExtendedWindow: Hashable, Sendable {
  package var left: Int
  package var right: Int

  package init(left: Int, right: Int) {
    self.left = left
    self.right = right
  }

  func joined(_ other: ExtendedWindow) -> ExtendedWindow {
    ExtendedWindow(left: max(left, other.left), right: max(right, other.right))
  }

  /// More rows than any expression's steps can ask for together, short of overflow.
  private static let rowsMax = 1 << 60

  /// The window of one step over its operands (`get_extended_window_size` in `qlib/data/ops.py`).
  ///
  /// `Delta` asks for one row too few and an expanding operator for none: that decides values.
  static func of(_ operation: Operation, over operands: [ExtendedWindow]) -> ExtendedWindow {
    var window = operands.reduce(ExtendedWindow(left: 0, right: 0)) { $0.joined($1) }
    switch operation {
    case .shift(let rows):
      if rows > 0 { window.left += rows } else { window.right -= rows }
    case .delta(let rows), .window(_, let rows), .quantile(let rows, _), .pair(_, let rows):
      if rows > 0 { window.left += rows - 1 }
    case .exponential(let alpha, _):
      let rows = log(1e-6) / log(1 - alpha)
      window.left += rows < Double(rowsMax) ? max(0, Int(rows) - 1) : rowsMax
    default: break
    }
    return ExtendedWindow(left: min(window.left, rowsMax), right: min(window.right, rowsMax))
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
