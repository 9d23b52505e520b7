import Primitives
import RDAgent
import Records

extension WorkspaceEvidence {
  /// Metrics that qlib writes for what the workspace holds and that its `qlib_res.csv` lacks or leaves empty.
  ///
  /// An analysis is expected where its input is recorded: the portfolio's with a curve of a configuration that has a
  /// backtest, the others' as soon as one of their names stands. The indicators of a run without orders are all
  /// empty: then none of them is missed. Empty where there is no such file: that is a reason of the first rung.
  var absentMetrics: [String] {
    guard names.contains(where: { ["qlib_res.csv", "qlib_res.csv.gz"].contains($0) }) else { return [] }
    let values = reported?.values ?? [:]
    let hasPortfolio = curve != nil && used?.configuration.hasPortfolio == true
    return QlibResults.analyses.flatMap { group -> [String] in
      let isWanted =
        group.contains { values[$0] != nil } || (hasPortfolio && group.allSatisfy { $0.hasPrefix("1day.excess") })
      let hasNoOrders = group == QlibResults.indicators && group.allSatisfy { values[$0]?.isNaN ?? true }
      return isWanted ? group.filter { values[$0].map { $0.isNaN && !hasNoOrders } ?? true } : []
    }
  }
}

/// What absent metrics mean to a reader.
enum AbsentMetrics {
  static func finding(_ names: [String]) -> Finding? {
    guard !names.isEmpty else { return nil }
    return Finding(
      "import.metrics-absent", .serious, ["count": .count(names.count), "names": .names(names)],
      title: (en: "Recorded metrics are missing", zh: "缺少记录的指标"),
      evidence: (
        en: "`qlib_res.csv` lacks {count} {count:metric|metrics} or leaves them empty: {names}.",
        zh: "`qlib_res.csv` 缺少 {count} 个指标，或其值为空：{names}。"
      ),
      consequence: (
        en: "What RD-Agent claims of them cannot be checked. qlib writes each analysis as a whole.",
        zh: "RD-Agent 所报的这些数值无法核对；qlib 总是整组写出指标。"
      ),
      remedy: (en: "Export the workspace again, or look at the log of the run.", zh: "请重新导出工作区，或查看该次运行的日志。"))
  }
}
