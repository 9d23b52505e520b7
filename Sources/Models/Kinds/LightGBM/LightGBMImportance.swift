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
    for tree in text.trees {
      for (feature, gain) in zip(tree.features, tree.gains) where rows.indices.contains(Int(feature)) {
        rows[Int(feature)].splits += 1
        rows[Int(feature)].gain += gain
      }
    }
    return FeatureImportance(rows)
  }
}
