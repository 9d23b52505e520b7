import Metrics
import Primitives
import Records

/// Migrations and previews side by side over a range, each counted from the close before it. The page shows the view of
/// who chooses nothing; its script shows any other.
struct ComparePage {
  let result: NightResult

  var document: PageDocument {
    let view = CompareView(result)
    let charts = view.charts()
    let lines = view.lines
    let hasData = lines.contains { $0.instance != nil && $0.metrics.days > 0 }
    let base = view.indexes.first?.instrument.shownName
    var values: [String: PageValue] = [
      "hasData": .flag(hasData), "lead": .message(optional: view.lead), "rangeLine": .message(optional: view.rangeLine),
      "chart": charts.gains, "fallChart": charts.falls, "baseName": .message(optional: base),
      "rows": .list(rows(lines)), "from": .text(view.range?.lowerBound.description ?? ""),
      "to": .text(view.range?.upperBound.description ?? ""), "formula": .text(RangeMetrics.formula),
      "formulaHref": MethodsPage.link(toFormula: RangeMetrics.formula, from: .compare),
    ]
    values.merge(ComparePage.patterns) { own, _ in own }
    return PageDocument(
      page: .compare, title: .label("compareTitle"), description: .label("compareDescription"), values: values,
      scripts: hasData
        ? [CurveFiles.head, "scripts/range.js", "scripts/marks.js", "scripts/lines.js", "scripts/compare.js"] : [])
  }

  /// The sentences that the script fills in as the page does; names of their parts stand in braces.
  private static let patterns: [String: PageValue] = [
    "rangePattern": .message(.range("{from}", "{to}", days: "{days}", base: "{base}")),
    "leadPattern": .message(.lead("{from}", "{to}", "{gains}")), "nothingPattern": .message(.noCurve),
    "aheadPattern": .message(.ahead("{day}")), "behindPattern": .message(.behind("{day}")),
    "bestPattern": .message(.best("{name}", "{gain}")),
    "deepestPattern": .message(.deepest("{name}", "{from}", "{to}")),
    "absentPattern": .message(.absent("{first}", "{last}")), "outPattern": .message(.out("{first}", "{last}")),
  ]

  private func rows(_ lines: [CompareView.Line]) -> [[String: PageValue]] {
    let largest = lines.compactMap { $0.metrics.excess?.magnitude }.max() ?? 0
    return lines.enumerated().map { ordinal, line in
      let metrics = line.metrics
      let year = CompareView.yearShare
      return [
        "row": .text("line-\(ordinal + 1)"), "name": .message(line.name), "href": .text(line.instance?.href ?? ""),
        "isInstance": .flag(line.instance != nil), "isAbsent": .flag(metrics.days == 0),
        "absence": .message(optional: metrics.days == 0 ? CompareView.absence(line.instance) : nil),
        "gain": .figure(Figure(metrics.gain, .percent, gain: true)),
        "excess": .figure(Figure(metrics.excess, .plainPoints, signed: true)),
        "bar": .drawing(CellDrawings.gain(metrics.excess, of: largest)),
        "volatility": .figure(Figure(metrics.volatility.map { $0 * year }, .percent)),
        "sharpe": .figure(Figure(metrics.sharpe.map { $0 * year }, .ratio)),
        "drawdown": .figure(Figure(metrics.drawdown?.depth, .percent)),
        "span": .text(span(metrics)), "hitRate": .figure(Figure(metrics.hitRate, .coarsePercent)),
        "worst": .figure(Figure(metrics.worst?.value, .percent)),
        "worstDay": .text(metrics.worst?.day.description ?? PageFigures.missing),
        "cost": .figure(Figure(line.cost, .money)),
      ]
    }
  }

  /// From the peak to the trough; the close before the range where the line never rose above it.
  private func span(_ metrics: RangeMetrics) -> String {
    guard let drawdown = metrics.drawdown, let trough = drawdown.trough else { return PageFigures.missing }
    return "\((drawdown.peak ?? metrics.base)?.description ?? "") – \(trough)"
  }
}

extension CompareView {
  /// Why an instance has no day in the range.
  static func absence(_ instance: CompareInstance?) -> Message? {
    guard let first = instance?.first, let last = instance?.last else { return nil }
    return .absent(.day(first), .day(last))
  }
}

extension Message {
  fileprivate static func absent(_ first: MessageArgument, _ last: MessageArgument) -> Message {
    Message(
      "compare.absent.label", ["first": first, "last": last],
      en: "no data in the range; its data run {first} to {last}",
      zh: "区间内无数据，其数据为 {first} 至 {last}")
  }

  fileprivate static func out(_ first: MessageArgument, _ last: MessageArgument) -> Message {
    Message(
      "compare.out.label", ["first": first, "last": last], en: "only {first} to {last}", zh: "仅有 {first} 至 {last}")
  }

  fileprivate static func deepest(
    _ name: MessageArgument, _ from: MessageArgument, _ to: MessageArgument
  ) -> Message {
    Message(
      "compare.deepest.label", ["name": name, "from": from, "to": to],
      en: "Deepest drawdown: {name}, {from} to {to}", zh: "最深回撤：{name}，{from} 至 {to}")
  }
}
