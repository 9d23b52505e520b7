import Primitives
import Records

/// What strategies and models say of how they ran.
extension CatalogFindings {
  static func candidates(_ set: CatalogSet) -> Finding? {
    let several = set.strategies.filter { strategy in
      let files = (strategy["template_files"]?.arrayValue ?? []).compactMap(\.stringValue)
      return files.count { Path.lastComponent($0).hasPrefix("conf") } > 1
    }
    guard let first = several.first else { return nil }
    let files = (first["template_files"]?.arrayValue ?? []).compactMap(\.stringValue).filter {
      $0.hasPrefix("conf")
    }
    return Finding(
      "catalog.configuration-candidate", .warning,
      [
        "several": .count(several.count), "strategies": .count(set.strategies.count),
        "file": .text(files.first ?? "conf"), "count": .count(files.count),
      ],
      title: (en: "The configuration shown is a candidate", zh: "所示配置只是候选"),
      evidence: (
        en: "{several} of {strategies} strategies show the first of several configurations ({file} of {count}).",
        zh: "{strategies} 个策略中有 {several} 个只显示多份配置中的第一份（{count} 份中的 {file}）。"
      ),
      consequence: (
        en: "The values shown need not be those that ran. A baseline stands for loops of other fees and models.",
        zh: "所示数值未必是实际运行的：基线会代替其他费率与模型的循环。"
      ),
      remedy: (
        en: "Take the configuration that the recorder names: `aistock reconcile` exports it.",
        zh: "取用记录器指明的配置：`aistock reconcile` 会导出它。"
      ))
  }

  static func defaults(_ set: CatalogSet) -> Finding? {
    let names = ["preprocess_config", "portfolio_config"]
    let found = names.filter { name in
      (set.strategies + set.models).contains { ($0[name] ?? .null) != .null }
    }
    guard !found.isEmpty else { return nil }
    return Finding(
      "catalog.defaults-as-facts", .note, ["names": .names(found)],
      title: (en: "Template values stand as facts", zh: "模板值被当作事实"),
      evidence: (en: "A template filled {names}.", zh: "以下字段由模板填入：{names}。"),
      consequence: (en: "It is a default. It does not show what ran.", zh: "这是默认值，不能说明实际运行了什么。"),
      remedy: (en: "Label it as a default, and read the recorder's configuration.", zh: "注明其为默认值，并读取记录器的配置。"))
  }

  static func fees(_ set: CatalogSet) -> Finding? {
    func text(_ strategy: JSONValue) -> String? {
      guard let exchange = strategy["backtest_config"]?["exchange_kwargs"] else { return nil }
      return ["open_cost", "close_cost", "min_cost"].map { key in
        exchange[key].map { String(decoding: $0.canonical, as: UTF8.self) } ?? "?"
      }.joined(separator: "/")
    }
    let all = Set(set.strategies.compactMap(text)).sorted()
    guard all.count > 1 else { return nil }
    return Finding(
      "catalog.differing-fees", .warning, ["count": .count(all.count), "fees": .names(all)],
      title: (en: "Strategies under different fees", zh: "各策略的费率不同"),
      evidence: (
        en: "Strategies are shown under {count} settings of fees (buy/sell/minimum): {fees}.",
        zh: "各策略使用了 {count} 套费率（买入/卖出/最低）：{fees}。"
      ),
      consequence: (en: "Their results after fees cannot be ranked against each other.", zh: "含费用的结果不能相互排名。"),
      remedy: (en: "Compare without fees, or run them under equal fees.", zh: "比较不含费用的结果，或用相同费率重跑。"))
  }

  struct TestRange: Hashable, Comparable {
    var start: String
    var end: String

    static func < (left: TestRange, right: TestRange) -> Bool { (left.start, left.end) < (right.start, right.end) }
  }

  static func reused(_ set: CatalogSet) -> Finding? {
    var loops: [TestRange: Set<LoopKey>] = [:]
    for model in set.models {
      guard let key = LoopKey(model),
        let pair = model["dataset_config"]?["kwargs"]?["segments"]?["test"]?.arrayValue?.compactMap(
          \.stringValue),
        pair.count == 2
      else { continue }
      loops[TestRange(start: pair[0], end: pair[1]), default: []].insert(key)
    }
    guard
      let (range, keys) = loops.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }),
      keys.count > 1
    else {
      return nil
    }
    let best = set.loops.compactMap { row in
      row["annualized_return"]?.doubleValue.flatMap { value in
        LoopKey(row).map { (key: $0, value: value) }
      }
    }.filter { keys.contains($0.key) }.max { $0.value < $1.value }
    return .testReused(range, loops: keys.count, best: best.map { ($0.key.text, $0.value) })
  }
}

extension Finding {
  /// - Parameter best: the loop with the best annual return, and that return.
  fileprivate static func testReused(
    _ range: CatalogFindings.TestRange, loops: Int, best: (loop: String, value: Double)?
  ) -> Finding {
    Finding(
      "catalog.test-range-reused", .warning,
      [
        "loops": .count(loops), "start": .text(range.start), "end": .text(range.end),
        "best": best.map { .message(.bestLoop($0.loop, $0.value)) }
          ?? .message(Message("catalog.best-loop-unknown", en: "not recorded", zh: "未记录")),
      ],
      title: (en: "The test range was used several times", zh: "测试区间被多次使用"),
      evidence: (
        en: "{loops} loops were judged on the test {start} to {end}. Best annual return: {best}.",
        zh: "{loops} 个循环使用同一测试区间 {start} 至 {end}。最高年化收益：{best}。"
      ),
      consequence: (
        en: "The best of {loops} trials on the same days is better by chance alone.",
        zh: "在同一区间尝试 {loops} 次，最好的一次仅因运气也会更好。"
      ),
      remedy: (en: "Judge the chosen one on days that no loop has seen.", zh: "用没有循环见过的交易日评判所选者。"))
  }
}

extension Message {
  fileprivate static func bestLoop(_ loop: String, _ value: Double) -> Message {
    Message(
      "catalog.best-loop", ["loop": .text(loop), "value": .ratio(value)], en: "{value}, loop {loop}",
      zh: "{value}（循环 {loop}）")
  }
}
