import Primitives

/// How much each feature is used by a model.
package struct FeatureImportance: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package var feature: String
    package var splits: Int
    /// In the kind's own unit.
    package var gain: Double

    package init(feature: String, splits: Int, gain: Double) {
      self.feature = feature
      self.splits = splits
      self.gain = gain
    }
  }

  /// By gain, most first; equal gains in the features' order.
  package let rows: [Row]

  /// - Parameter rows: in the features' order.
  package init(_ rows: [Row]) {
    self.rows = rows.enumerated().sorted { ($1.element.gain, $0.offset) < ($0.element.gain, $1.offset) }.map(\.element)
  }

  /// `feature,splits,gain`.
  package var csv: [UInt8] {
    var writer = ByteWriter(capacity: rows.count * 40 + 32)
    writer.text("feature,splits,gain\n")
    for row in rows {
      writer.field(row.feature)
      writer.comma()
      writer.number(row.splits)
      writer.comma()
      writer.number(row.gain)
      writer.newline()
    }
    return writer.bytes
  }
}
