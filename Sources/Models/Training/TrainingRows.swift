import Primitives

/// A training set, and the rows on which it is watched.
package struct TrainingRows: Sendable {
  package var frame: Frame
  package var train: Range<Int>
  /// Nil where the configuration has no `valid` segment: then every round is kept.
  package var valid: Range<Int>?

  /// Days of an instrument that a model sees for each row, the rows before it in the frame among them; nil where it
  /// sees the row alone.
  package var steps: Int?

  /// `frame` is the learn view; its features and its one label are used.
  package init(frame: Frame, train: Range<Int>, valid: Range<Int>?, steps: Int? = nil) {
    self.steps = steps
    self.frame = frame
    self.train = train
    self.valid = valid
  }
}

extension Diagnostic {
  static func severalLabels(_ count: Int) -> Diagnostic {
    Diagnostic(
      "model.label", .unsupported, ["count": .count(count)],
      (en: "A model learns one label, and there are {count}.", zh: "模型只学习一个标签，现有 {count} 个。"),
      remedy: (en: "Configure one label.", zh: "请只配置一个标签。"))
  }
}
