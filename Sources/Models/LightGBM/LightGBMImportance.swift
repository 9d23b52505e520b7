import Primitives

/// How much each feature is used by a LightGBM model: its splits, and what they gained.
///
/// Counted over the trees of the text, as `Booster.feature_importance` does; features that no split
/// uses are listed with 0.
package struct LightGBMImportance: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package var feature: String
    package var splits: Int
    /// Sum of `split_gain`, in LightGBM's own unit.
    package var gain: Double
  }

  /// By gain, most first; equal gains in the features' order.
  package let rows: [Row]

  /// - Parameter names: the features in the model's order; nil takes the text's own.
  package init(_ text: LightGBMModelText, names: [String]? = nil) {
    var rows = (names ?? text.featureNames).map { Row(feature: $0, splits: 0, gain: 0) }
    var features: [Int] = []
    for line in text.bytes.split(separator: 0x0A) {
      if line.starts(with: LightGBMImportance.featurePrefix) {
        features = LightGBMImportance.fields(line).map { Int($0) ?? -1 }
      } else if line.starts(with: LightGBMImportance.gainPrefix) {
        for (feature, gain) in zip(features, LightGBMImportance.fields(line)) where rows.indices.contains(feature) {
          rows[feature].splits += 1
          rows[feature].gain += NumberReader.double(String(gain)) ?? 0
        }
      }
    }
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

  private static let featurePrefix = Array("split_feature=".utf8)
  private static let gainPrefix = Array("split_gain=".utf8)

  private static func fields(_ line: ArraySlice<UInt8>) -> [Substring] {
    String(decoding: line, as: UTF8.self).drop { $0 != "=" }.dropFirst().split(separator: " ")
  }
}
