import Primitives

extension LightGBMModelText {
  /// Splits of each feature, and what they gained, in LightGBM's own unit (the sum of `split_gain`).
  ///
  /// Counted over the trees of the text, as `Booster.feature_importance` does; features that no split uses are
  /// listed with 0.
  ///
  /// - Parameter names: the features in the model's order.
  package func importance(_ names: [String]) -> FeatureImportance? {
    var rows = names.map { FeatureImportance.Row(feature: $0, splits: 0, gain: 0) }
    var features: [Int] = []
    for line in bytes.split(separator: 0x0A) {
      if line.starts(with: LightGBMModelText.featurePrefix) {
        features = LightGBMModelText.fields(line).map { Int($0) ?? -1 }
      } else if line.starts(with: LightGBMModelText.gainPrefix) {
        for (feature, gain) in zip(features, LightGBMModelText.fields(line)) where rows.indices.contains(feature) {
          rows[feature].splits += 1
          rows[feature].gain += NumberReader.double(String(gain)) ?? 0
        }
      }
    }
    return FeatureImportance(rows)
  }

  private static let featurePrefix = Array("split_feature=".utf8)
  private static let gainPrefix = Array("split_gain=".utf8)

  private static func fields(_ line: ArraySlice<UInt8>) -> [Substring] {
    String(decoding: line, as: UTF8.self).drop { $0 != "=" }.dropFirst().split(separator: " ")
  }
}
