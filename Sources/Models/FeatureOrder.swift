import Primitives

/// The features a model was trained on, in order.
package struct FeatureOrder: Equatable, Sendable {
  package let names: [String]

  package init(_ names: [String]) { self.names = names }

  /// LightGBM's own names, `Column_0` and so on, say nothing about the order.
  package var isUnnamed: Bool {
    names.enumerated().allSatisfy { $0.element == "Column_\($0.offset)" }
  }

  /// Throws `model.features` for another number of features, or, where names are known, for another
  /// order; the first wrong position, counted from 0, is named.
  package func check(_ features: [String]) throws {
    for (position, (here, there)) in zip(features, names).enumerated() {
      if isUnnamed || here == there { continue }
      throw Diagnostic(
        "model.features", "feature \(position) is '\(here)' here and '\(there)' in the model",
        remedy: "Give the features in the model's order: \(names.prefix(6).joined(separator: ", "))...")
    }
    guard features.count == names.count else {
      let extra = features.dropFirst(names.count).first.map { ": '\($0)' is one too many" }
      let lacking = names.dropFirst(features.count).first.map { ": '\($0)' is missing" }
      throw Diagnostic(
        "model.features",
        "\(features.count) features for a model of \(names.count)\(extra ?? lacking ?? "")",
        remedy: "Use the processors and features the model was trained with.")
    }
  }
}
