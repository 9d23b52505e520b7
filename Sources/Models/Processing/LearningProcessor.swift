import Primitives

/// A processor that learns two numbers a column from its fit range.
package protocol LearningProcessor: Processor {
  /// The columns it works on; nil is all.
  var group: String? { get }
  /// In the order of the frame it was fitted on; can be given, to work without that frame.
  var learned: [LearnedColumn] { get set }
}

/// What a processor learned of one column: median and scale, mean and deviation, or minimum and
/// maximum.
package struct LearnedColumn: Equatable, Sendable {
  package var group: String
  package var name: String
  /// NaN where the fit range holds no value.
  package var first: Double
  package var second: Double

  package init(group: String, name: String, first: Double, second: Double) {
    self.group = group
    self.name = name
    self.first = first
    self.second = second
  }

  init(_ column: Column, _ first: Double, _ second: Double) {
    self.init(group: column.group, name: column.name, first: first, second: second)
  }

  /// NaN is equal to NaN here: both say that nothing was learned.
  package static func == (left: LearnedColumn, right: LearnedColumn) -> Bool {
    func isSame(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }
    return left.group == right.group && left.name == right.name && isSame(left.first, right.first)
      && isSame(left.second, right.second)
  }
}

extension LearningProcessor {
  /// Where the learned columns stand in a frame. A later day may lack the label, nothing else.
  ///
  /// Throws `model.statistics` for a column that was not learned, or that is learned and not there.
  func places(in frame: Frame) throws -> [(position: Int, column: LearnedColumn)] {
    var waiting = learned[...]
    var places: [(position: Int, column: LearnedColumn)] = []
    for (position, column) in frame.columns.enumerated() where group == nil || column.group == group {
      while let next = waiting.first, (next.group, next.name) != (column.group, column.name) {
        guard next.group == "label" else { throw columnMissing(next.name) }
        waiting = waiting.dropFirst()
      }
      guard let next = waiting.popFirst() else { throw columnUnlearned(column.name) }
      places.append((position, next))
    }
    if let left = waiting.first(where: { $0.group != "label" }) {
      throw columnMissing(left.name)
    }
    return places
  }

  private func columnMissing(_ column: String) -> Diagnostic {
    Diagnostic(
      "model.statistics", .unsupported, ["processor": .text(name), "column": .text(column)],
      (en: "{processor} learned the column '{column}', which is missing.", zh: "{processor} 学过的列“{column}”不存在。"),
      remedy: (
        en: "Give the columns that the model was trained with, in their order.", zh: "请按顺序给出训练模型时的列。"
      ))
  }

  private func columnUnlearned(_ column: String) -> Diagnostic {
    Diagnostic(
      "model.statistics", .unsupported, ["processor": .text(name), "column": .text(column)],
      (en: "{processor} did not learn the column '{column}'.", zh: "{processor} 没有学过列“{column}”。"),
      remedy: (
        en: "Give the columns that the model was trained with, in their order.", zh: "请按顺序给出训练模型时的列。"
      ))
  }
}
