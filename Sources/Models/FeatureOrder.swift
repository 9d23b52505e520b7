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
      throw Diagnostic.otherFeature(at: position, here, there, order: names)
    }
    guard features.count == names.count else {
      throw Diagnostic.otherCount(
        features.count, names.count, extra: features.dropFirst(names.count).first,
        lacking: names.dropFirst(features.count).first)
    }
  }
}

extension Diagnostic {
  fileprivate static func otherFeature(
    at position: Int, _ here: String, _ there: String, order: [String]
  ) -> Diagnostic {
    Diagnostic(
      "model.features", .unsupported,
      ["position": .count(position), "here": .text(here), "there": .text(there), "order": .names(order.prefix(6))],
      (
        en: "Feature {position} is '{here}' here and '{there}' in the model.",
        zh: "第 {position} 个特征此处为“{here}”，模型中为“{there}”。"
      ),
      remedy: (
        en: "Give the features in the model's order: {order} and so on.", zh: "请按模型的顺序给出特征：{order} 等。"
      ))
  }

  fileprivate static func otherCount(_ here: Int, _ there: Int, extra: String?, lacking: String?) -> Diagnostic {
    let detail = extra.map(Message.extraFeature) ?? lacking.map(Message.missingFeature)
    return Diagnostic(
      "model.features", .unsupported,
      ["here": .count(here), "there": .count(there), "detail": detail.map { .message($0) } ?? .text("")],
      (
        en: "There are {here} {here:feature|features} for a model of {there}.{detail}",
        zh: "共有 {here} 个特征，而模型需要 {there} 个。{detail}"
      ),
      remedy: (
        en: "Use the processors and features the model was trained with.", zh: "请使用训练模型时的处理器和特征。"
      ))
  }
}

extension Message {
  fileprivate static func extraFeature(_ name: String) -> Message {
    Message("model.extra-feature", ["name": .text(name)], en: " '{name}' is one too many.", zh: "“{name}”多余。")
  }

  fileprivate static func missingFeature(_ name: String) -> Message {
    Message("model.missing-feature", ["name": .text(name)], en: " '{name}' is missing.", zh: "缺少“{name}”。")
  }
}
