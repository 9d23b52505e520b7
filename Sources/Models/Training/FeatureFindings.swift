import Primitives
import Records

/// Features that no model can learn from: missing or constant on every row of the train segment.
enum FeatureFindings {
  static func of(_ views: DatasetViews, train rows: TrainingRows) -> [Finding] {
    let days = rows.frame.keys
    guard !rows.train.isEmpty else { return [] }
    let range = views.raw.keys.rows(
      from: days.day(ofRow: rows.train.lowerBound), through: days.day(ofRow: rows.train.upperBound - 1))
    let used = Set(rows.frame.names(of: "feature"))
    var missing: [String] = []
    var constant: [String] = []
    for column in views.raw.columns(of: "feature") where used.contains(column.name) {
      switch spread(column.values, range) {
      case .missing: missing.append(column.name)
      case .constant: constant.append(column.name)
      case .varies: break
      }
    }
    return (missing.isEmpty ? [] : [.featuresMissing(missing)])
      + (constant.isEmpty ? [] : [.featuresConstant(constant)])
  }

  private enum Spread { case missing, constant, varies }

  private static func spread(_ values: ColumnValues, _ rows: Range<Int>) -> Spread {
    var first: Double?
    for row in rows where !values[row].isNaN {
      guard let known = first else {
        first = values[row]
        continue
      }
      if values[row] != known { return .varies }
    }
    return first == nil ? .missing : .constant
  }
}

extension Finding {
  fileprivate static func featuresMissing(_ names: [String]) -> Finding {
    Finding(
      "dataset.feature-missing", .serious, ["count": .count(names.count), "names": .names(names.prefix(5))],
      title: (en: "Features are missing", zh: "特征缺失"),
      evidence: (
        en: "{count} {count:feature is|features are} missing on every row of the train segment, such as {names}.",
        zh: "{count} 个特征在训练区段的每一行都缺失，如 {names}。"
      ),
      consequence: (en: "The model learns nothing from them. Their importance is 0.", zh: "模型从中学不到任何东西，重要性为 0。"),
      remedy: (
        en: "Check the fields behind them, or remove them from the set.", zh: "请检查其所用字段，或从因子集中去掉。"
      ))
  }

  fileprivate static func featuresConstant(_ names: [String]) -> Finding {
    Finding(
      "dataset.feature-constant", .warning, ["count": .count(names.count), "names": .names(names.prefix(5))],
      title: (en: "Features are constant", zh: "特征为常数"),
      evidence: (
        en: "{count} {count:feature has|features have} one value on every row of the train segment, such as {names}.",
        zh: "{count} 个特征在训练区段的每一行取值相同，如 {names}。"
      ),
      consequence: (en: "The model learns nothing from them. Their importance is 0.", zh: "模型从中学不到任何东西，重要性为 0。"),
      remedy: (en: "Remove them from the set. No split can use them.", zh: "请从因子集中去掉，任何分裂都用不上。"))
  }
}
