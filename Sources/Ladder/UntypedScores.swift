import Metrics
import Primitives
import RDAgent
import Records

/// Scores of an export that records no types, whose texts would all be float32.
///
/// The shortest text of a float32 is another double than the value that qlib computed with. Texts alone prove nothing,
/// as rounded scores look the same; the recorded metrics decide.
enum UntypedScores {
  /// Distance within which a metric is the recorded one: that of the rung Recomputed.
  private static let tolerance = 1e-10

  /// The scores as qlib had them with a finding, where the recorded metrics follow from float32 and not from the texts;
  /// nil where nothing speaks for it.
  ///
  /// - Parameter quality: the metrics of predictions against labels.
  static func widened(
    _ evidence: WorkspaceEvidence, quality: (PanelTable, PanelTable) -> [MetricValue]
  ) -> (PanelTable, Finding)? {
    guard !evidence.scoresAreTyped, let predictions = evidence.predictions, let labels = evidence.labels,
      let reported = evidence.reported?.values, let widened = predictions.asShortestFloat32
    else { return nil }
    let texts = quality(predictions, labels)
    guard let away = texts.first(where: { !agrees($0, reported) }) else { return nil }
    let singles = quality(widened, labels)
    guard singles.allSatisfy({ agrees($0, reported) }), singles.contains(where: { reported[$0.name] != nil }) else {
      return nil
    }
    return (widened, .scoresWithoutType(away.name, count: widened.count))
  }

  /// A metric that is not recorded disagrees with nothing.
  private static func agrees(_ metric: MetricValue, _ reported: [String: Double]) -> Bool {
    guard let recorded = reported[metric.name], let value = metric.value else { return true }
    return (value - recorded).magnitude <= tolerance
  }
}

extension Finding {
  fileprivate static func scoresWithoutType(_ metric: String, count: Int) -> Finding {
    Finding(
      "import.scores-without-type", .note, ["metric": .text(metric), "count": .count(count)],
      title: (en: "The scores are read as float32", zh: "得分按 float32 读取"),
      evidence: (
        en: "All {count} scores are shortest texts of float32. The recorded {metric} follows from float32 only.",
        zh: "全部 {count} 个得分都是 float32 的最短文本，记录的 {metric} 只在按 float32 读取时成立。"
      ),
      consequence: (
        en: "The export names no types: this reading is deduced, not recorded.",
        zh: "导出没有记录类型，这一读法由推断得出，并非记录。"
      ),
      remedy: (
        en: "Export the workspace again with the script of `aistock rdagent exporter`.",
        zh: "用 `aistock rdagent exporter` 的脚本重新导出该工作区。"
      ))
  }
}
