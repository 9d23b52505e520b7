package import Records

/// How much a boosted model uses each of its features: loss taken off by splits on it, and their number.
///
/// As LightGBM counts them (`GBDT::FeatureImportance`): splits without gain are left out, gains are
/// added in the order of trees and splits.
package enum FeatureImportance {
  /// By falling gain, then by name. `names` are the features in the model's order, also where its text
  /// has only `Column_0` and so on.
  package static func of(_ trees: LightGBMTrees, names: [String]) -> [ModelEvaluation.Importance] {
    var found = names.map { ModelEvaluation.Importance(feature: $0, gain: 0, splits: 0) }
    for tree in trees.trees {
      for (split, feature) in tree.features.enumerated() where tree.gains[split] > 0 {
        guard found.indices.contains(Int(feature)) else { continue }
        found[Int(feature)].gain += tree.gains[split]
        found[Int(feature)].splits += 1
      }
    }
    return found.sorted { ($1.gain, $0.feature) < ($0.gain, $1.feature) }
  }
}
