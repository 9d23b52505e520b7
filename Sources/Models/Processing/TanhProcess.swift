import Foundation

/// Takes tanh(x − 1) of every column whose name does not contain `LABEL` (`TanhProcess`).
///
/// Rounded once from float64. numpy's float32 routine (`loops_hyperbolic.dispatch.c.src`) is a table of 32
/// polynomials of degree 6 that is not rounded correctly: a third of its values are one unit in the last
/// place away from this. Its bits need that table, which is numpy's own, and a processor with FMA; on
/// others numpy itself gives libm's. So this processor alone is not promised bit for bit.
package struct TanhProcess: Processor {
  package let name = "TanhProcess"

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
