/// Drops the rows with a missing value in a group; an infinite value is not missing
/// (`DropnaProcessor`, `DropnaLabel`).
package struct DropMissingRows: Processor {
  package let name: String
  package let isForInference: Bool
  private let group: String?

  /// `DropnaProcessor(fields_group)`; nil is every column.
  package static func anywhere(group: String?) -> DropMissingRows {
    DropMissingRows(name: "DropnaProcessor", isForInference: true, group: group)
  }

  /// `DropnaLabel(fields_group="label")`.
  package static func label(group: String? = "label") -> DropMissingRows {
    DropMissingRows(name: "DropnaLabel", isForInference: false, group: group)
  }

  package func apply(to frame: inout Frame) throws {
    let positions = try frame.positions(of: group)
    var isKept = [Bool](repeating: true, count: frame.rowCount)
    for position in positions {
      switch frame.columns[position].values {
      case .float(let values): DropMissingRows.clear(&isKept, values)
      case .double(let values): DropMissingRows.clear(&isKept, values)
      }
    }
    let kept = isKept.indices.filter { isKept[$0] }
    if kept.count < frame.rowCount { frame = frame.selecting(kept) }
  }

  private static func clear(_ isKept: inout [Bool], _ values: [some FrameNumber]) {
    for row in values.indices where values[row].isNaN { isKept[row] = false }
  }
}
