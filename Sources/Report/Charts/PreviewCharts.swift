import Charts
import Primitives
import Records

/// Charts of previews: one beside its benchmark, small multiples, and lines for the table.
struct PreviewCharts: Sendable {
  private let preview: NightResult.Preview

  init(_ preview: NightResult.Preview) { self.preview = preview }

  /// Net value over the benchmark.
  func netValue(_ language: Language) -> ChartSpec? {
    chart("net", language, title: title.words(language), name: preview.strategy.displayName)
  }

  /// The same for a small multiple: its heading names the preview, its line only says which of the two it is.
  func multiple(_ place: Int, _ language: Language) -> ChartSpec? {
    guard
      case .line(var chart)? = chart(
        "multiple-\(place)", language, title: preview.strategy.displayName,
        name: StringTable.require("preview", language))
    else { return nil }
    chart.isMultiple = true
    return .line(chart)
  }

  /// Below the highest net value so far.
  func drawdown(_ language: Language) -> ChartSpec? {
    guard preview.accounts.count > 1 else { return nil }
    let falls = preview.accounts.map(\.drawdown)
    var rings: [LineChart.Ring] = []
    if let lowest = falls.indices.min(by: { falls[$0] < falls[$1] }), falls[lowest] < 0 {
      rings.append(
        LineChart.Ring(
          series: 0, index: lowest,
          label: "\(PageFigures.percent(falls[lowest])), \(preview.accounts[lowest].tradingDay)"))
    }
    return .line(
      LineChart(
        head: ChartHead(
          id: id + "-fall", title: Message.deepest(falls.min() ?? .nan).words(language),
          unit: Message.fallUnit.words(language)),
        unit: .percent, days: preview.accounts.map(\.tradingDay),
        series: [
          LineChart.Series(
            label: preview.strategy.displayName, role: .record, values: falls, last: PageFigures.percent(falls.last))
        ], baseline: 0, rings: rings, share: 0.6, dayWord: StringTable.require("day", language)))
  }

  /// The line of a preview over its benchmark, for a cell.
  static func spark(_ preview: NightResult.Preview) -> PageValue {
    .drawing(
      CellDrawings.spark([("s-record", preview.netValues), ("s-index", preview.benchmark?.values ?? [])]))
  }

  private var id: String { "preview-" + Slug.of(preview.strategy.id) }

  private func chart(_ id: String, _ language: Language, title: String, name: String) -> ChartSpec? {
    let own = preview.netValues
    guard own.count > 1 else { return nil }
    var lines = [line(name, .record, own)]
    if let benchmark = preview.benchmark, benchmark.values.count == own.count,
      benchmark.values.contains(where: \.isFinite)
    {
      lines.append(line(benchmark.instrument.shownName.words(language), .index, benchmark.values))
    }
    return .line(
      LineChart(
        head: ChartHead(
          id: self.id + "-" + id, title: title, unit: Message.netUnit.words(language),
          summary: lines.map { "\($0.label) \($0.last)" }.joined(separator: language[("，", ", ")])), unit: .ratio,
        days: preview.accounts.map(\.tradingDay), series: lines, baseline: 1,
        dayWord: StringTable.require("day", language), carriesDays: true))
  }

  private func line(_ label: String, _ role: ChartRole, _ values: [Double]) -> LineChart.Series {
    LineChart.Series(
      label: label, role: role, values: values,
      last: Figure(values.last { $0.isFinite }.map { $0 - 1 }, .coarsePercent, signed: true).text(.english))
  }

  private var title: Message {
    let last = preview.netValues.last ?? .nan
    guard let benchmark = preview.benchmark, let end = benchmark.values.last, end.isFinite else { return .alone(last) }
    return .beside(last, benchmark.instrument.shownName, end)
  }
}

extension Message {
  fileprivate static func alone(_ value: Double) -> Message {
    Message(
      "chart.preview-net-value-alone.label", ["value": .number(value)], en: "Net value: {value} at the end",
      zh: "净值：期末 {value}")
  }

  fileprivate static func beside(_ value: Double, _ index: Message, _ other: Double) -> Message {
    Message(
      "chart.preview-net-value.label", ["value": .number(value), "index": .message(index), "other": .number(other)],
      en: "Net value: {value} at the end, {index} {other}", zh: "净值：期末 {value}，{index} 为 {other}")
  }

  fileprivate static func deepest(_ depth: Double) -> Message {
    Message(
      "chart.preview-deepest.label", ["depth": .ratio(depth)], en: "The deepest fall is {depth}", zh: "最大回撤 {depth}")
  }

  fileprivate static let netUnit = Message("chart.preview-net-unit.label", en: "1 at the start", zh: "起点为 1")
  fileprivate static let fallUnit = Message(
    "chart.preview-fall-unit.label", en: "Below the highest net value so far, percent", zh: "低于此前最高净值的幅度，%")
}
