import Foundation

/// Takes tanh(x − 1) of every column whose name does not contain `LABEL` (`TanhProcess`).
///
/// Rounded once from float64. numpy's float32 routine (`loops_hyperbolic.dispatch.c.src`) is a table of 32
/// polynomials of degree 6 that is not rounded correctly: of 37,651,124 float32 numbers, every 23rd up to 12,
/// numpy 2.4.6 gives 1.8 % one unit in the last place below and 1.9 % one above this, none further away. Its bits
/// need that table, which is numpy's own, and a processor with FMA; on others numpy itself gives libm's. So this
/// processor alone is not promised bit for bit, but within `units`.
package struct TanhProcess: Processor {
  package let name = "TanhProcess"
  /// Units in the last place by which numpy's value can differ.
  static let units = 1

  package init() {}

  package func apply(to frame: inout Frame) throws {
    for position in frame.columns.indices where !frame.columns[position].name.contains("LABEL") {
      frame.transform(position, ShiftedTanh())
    }
  }

  private struct ShiftedTanh: ColumnTransformation {
    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
      for row in values.indices { values[row] = Number(tanh(Double(values[row] - 1))) }
    }
  }
}
