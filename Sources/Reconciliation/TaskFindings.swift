package import Primitives
package import Records

/// What only shows when the migrations of one night are laid side by side, and what a judgement says
/// about its own record.
package enum TaskFindings {
  /// One migration, as far as it is recorded.
  package struct Member: Sendable {
    package var id: String
    package var reported: QlibResults?
    package var exchange: ExchangeConfig?
    package var testSegment: ClosedRange<TradingDay>?

    package init(
      id: String, reported: QlibResults?, exchange: ExchangeConfig?,
      testSegment: ClosedRange<TradingDay>?
    ) {
      self.id = id
      self.reported = reported
      self.exchange = exchange
      self.testSegment = testSegment
    }
  }

  /// Relative closeness at which two metrics of different runs count as one run's.
  package static let closeness = 1e-9

  /// Findings about a member among all members (itself included), in a fixed order.
  package static func of(_ member: Member, among all: [Member]) -> [Finding] {
    let others = all.filter { $0.id != member.id }.sorted { $0.id < $1.id }
    return [identical(member, others), fees(member, others), reuse(member, others)].compactMap {
      $0
    }
  }

  private static func identical(_ member: Member, _ others: [Member]) -> Finding? {
    guard let own = member.reported else { return nil }
    let same = others.filter { other in other.reported.map { isSame(own, $0) } ?? false }.map(\.id)
    guard !same.isEmpty else { return nil }
    return Finding(
      "import.identical-metrics", .serious,
      ["count": .count(own.values.count), "others": .names(same)],
      title: (en: "Another loop has the same numbers", zh: "与其他循环的数值完全相同"),
      evidence: (en: "All {count} recorded numbers equal those of {others}.", zh: "记录的 {count} 个数值与 {others} 的全部相同。"),
      consequence: (
        en:
          "Different loops cannot give one result. Factors were cached or left out, or one recorder was read for all.",
        zh: "不同循环不可能得出同一结果：因子被缓存或遗漏，或都读取了同一个记录器。"
      ),
      remedy: (
        en: "Name each loop's own recorder when you export, and check that its factors reached the model.",
        zh: "导出时逐一指定各循环的记录器，并核对其因子是否进入模型。"
      ))
  }

  private static func isSame(_ left: QlibResults, _ right: QlibResults) -> Bool {
    guard left.values.count >= 2, left.values.count == right.values.count else { return false }
    return left.values.allSatisfy { name, value in
      guard let other = right.values[name] else { return false }
      return value.isNaN
        ? other.isNaN
        : (value - other).magnitude <= closeness * max(value.magnitude, other.magnitude)
    }
  }

  private static func fees(_ member: Member, _ others: [Member]) -> Finding? {
    guard let own = member.exchange else { return nil }
    let other = others.filter { $0.exchange.map { !hasSameFees($0, own) } ?? false }
    guard let first = other.first, let exchange = first.exchange else { return nil }
    return Finding(
      "import.differing-fees", .warning,
      [
        "open": .rate(own.openCost), "close": .rate(own.closeCost), "least": .money(own.minCost),
        "other": .text(first.id), "otherOpen": .rate(exchange.openCost), "otherClose": .rate(exchange.closeCost),
        "otherLeast": .money(exchange.minCost), "count": .count(other.count),
      ],
      title: (en: "Migrations under different fees", zh: "各迁移的费率不同"),
      evidence: (
        en: "Purchases cost {open}, sales {close}, at least {least}. In {other} they cost {otherOpen}, {otherClose}, "
          + "at least {otherLeast}. {count} {count:migration has|migrations have} other fees.",
        zh: "买入费率 {open}，卖出费率 {close}，最低 {least}。在 {other} 中为 {otherOpen}、{otherClose}、最低 {otherLeast}。"
          + "费率不同的迁移有 {count} 个。"
      ),
      consequence: (
        en: "Results with cost of these migrations cannot be ranked against each other.", zh: "这些迁移含费用的结果不能相互排名。"
      ),
      remedy: (
        en: "Compare them without cost, or run them under equal fees.", zh: "比较不含费用的结果，或用相同费率重新运行。"
      ))
  }

  private static func hasSameFees(_ left: ExchangeConfig, _ right: ExchangeConfig) -> Bool {
    (left.openCost, left.closeCost, left.minCost) == (right.openCost, right.closeCost, right.minCost)
  }

  private static func reuse(_ member: Member, _ others: [Member]) -> Finding? {
    guard let own = member.testSegment else { return nil }
    let same = others.filter { $0.testSegment == own }.map(\.id)
    guard !same.isEmpty else { return nil }
    return Finding(
      "import.test-range-reused", .note,
      [
        "count": .count(same.count + 1), "start": .day(own.lowerBound), "end": .day(own.upperBound),
        "names": .names(([member.id] + same).sorted()),
      ],
      title: (en: "The test range was used several times", zh: "测试区间被多次使用"),
      evidence: (
        en: "{count} migrations were judged on the test range {start} to {end}: {names}.",
        zh: "{count} 个迁移使用同一测试区间 {start} 至 {end}：{names}。"
      ),
      consequence: (
        en: "The best of {count} trials on the same days is better by chance alone.",
        zh: "在同一区间尝试 {count} 次，最好的一次仅凭运气也会更好。"
      ),
      remedy: (en: "Judge the chosen one on days that no loop has seen.", zh: "用没有循环见过的日子评判选出的那一个。"))
  }

  /// What the ladder found that speaks about the record itself.
  package static func of(_ comparison: Comparison) -> [Finding] {
    // A curve that was changed no longer gives its own numbers: they are of no other run.
    let isEdited = comparison.rungs.contains {
      $0.firstDivergence.map { $0.cause.proof == .identity } ?? false
    }
    return comparison.rungs.compactMap { rung in
      guard let divergence = rung.firstDivergence, rung.state == .fail else { return nil }
      switch (rung.id, divergence.cause.cause) {
      case (.recomputed, .anotherRun): return isEdited ? nil : otherMetrics(divergence)
      case (.replayed, .fees): return otherFees(divergence.cause.statement)
      default: return nil
      }
    }
  }

  private static func otherMetrics(_ divergence: Divergence) -> Finding {
    Finding(
      "import.metrics-of-another-run", .serious,
      [
        "metric": .text(divergence.field), "recorded": .number(Double(divergence.left) ?? .nan),
        "own": .number(Double(divergence.right) ?? .nan),
      ],
      title: (en: "The recorded numbers belong to a different run", zh: "记录的数值属于另一次运行"),
      evidence: (
        en: "`{metric}` is {recorded} in the record and {own} from its own curve.",
        zh: "`{metric}` 记录为 {recorded}，由其自身的曲线算得 {own}。"
      ),
      consequence: (
        en: "The recorded numbers are not those of the recorded curve. One of them belongs to a different run.",
        zh: "记录的数值不能由记录的曲线得出，二者之一属于另一次运行。"
      ),
      remedy: (
        en: "Name the recorder: `python export_recorder.py --workspace W --recorder ID`.",
        zh: "请指定记录器：`python export_recorder.py --workspace W --recorder ID`。"
      ))
  }

  private static func otherFees(_ cause: Message) -> Finding {
    Finding(
      "import.fees-of-another-configuration", .serious, ["cause": .message(cause)],
      title: (en: "The run paid other fees than its configuration says", zh: "实际费率与配置不符"),
      evidence: (en: "{cause}", zh: "{cause}"),
      consequence: (
        en: "The configuration shown is not the one that ran. Often the baseline's stands in its place.",
        zh: "所示配置不是实际运行的配置，常见情形是以基线配置代替。"
      ),
      remedy: (en: "Export the configuration that the recorder keeps.", zh: "请导出记录器保存的配置。"))
  }
}
