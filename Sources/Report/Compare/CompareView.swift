import Charts
import Metrics
import Primitives
import Records

/// What a comparison shows: instances, indexes and a range, each line counted from the close before the range.
struct CompareView {
  /// Those that were asked for, also those without a day in the range.
  let instances: [CompareInstance]
  /// The first is what excess is taken against.
  let indexes: [NightResult.Index]
  /// Nil where no instance has a day.
  let range: ClosedRange<TradingDay>?

  /// Lines that a view shows before anybody chooses.
  private static let shown = 6
  private static let indexesShown = 2
  private static let days = 365

  /// The view of who chooses nothing: running previews, else migrations, over the last year.
  ///
  /// - Parameter keys: instances to show; nil: the first ones.
  init(_ result: NightResult, instances keys: [CompareInstance.Key]? = nil) {
    let all = CompareInstance.all(result)
    if let keys {
      instances = keys.compactMap { key in all.first { $0.key == key } }
    } else {
      let running = Set(result.previews.filter { $0.strategy.status == .running }.map(\.strategy.id))
      let previews = all.filter { if case .preview(let id) = $0.key { running.contains(id) } else { false } }
      let replays = all.filter { if case .replay = $0.key { true } else { false } }
      let chosen = previews.isEmpty ? (replays.isEmpty ? all : replays) : previews
      instances = Array(chosen.prefix(CompareView.shown))
    }
    if let first = instances.compactMap(\.first).min(), let last = instances.compactMap(\.last).max() {
      let year = last.advanced(byDays: -CompareView.days)
      range = max(first, year.advanced(byDays: 1))...last
    } else {
      range = nil
    }
    let known = [result.index] + result.otherIndexes
    var names: [InstrumentID] = []
    for name in instances.compactMap(\.benchmark) + [result.index.instrument] where !names.contains(name) {
      names.append(name)
    }
    indexes = names.compactMap { name in known.first { $0.instrument == name && !$0.closes.isEmpty } }
      .prefix(CompareView.indexesShown).map { $0 }
  }

  // MARK: - Address

  /// What stands behind `#` of the page's address.
  var fragment: String {
    var parts = ["i=" + instances.map { CompareView.encoded($0.key.text) }.joined(separator: ",")]
    parts.append("x=" + indexes.map(\.instrument.name).joined(separator: ","))
    if let range { parts += ["from=\(range.lowerBound)", "to=\(range.upperBound)"] }
    return parts.joined(separator: "&")
  }

  /// The page with these instances over its own range.
  static func address(_ keys: [CompareInstance.Key]) -> String {
    PageShell.Page.compare.path + "#i=" + keys.map { encoded($0.text) }.joined(separator: ",")
  }

  /// As `encodeURIComponent` writes it, but for the colon, which a fragment may have (RFC 3986, 3.5).
  private static func encoded(_ text: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~:".utf8)
    let digits = Array("0123456789ABCDEF")
    return text.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
  }

  // MARK: - Figures

  /// A line of the view with its figures.
  struct Line {
    var name: Message
    var instance: CompareInstance?
    var metrics: RangeMetrics
    /// Paid in the range, yuan.
    var cost: Double?
  }

  /// Instances, then indexes.
  var lines: [Line] {
    guard let range else { return [] }
    let base = indexes.first.map { CompareView.closes($0) }
    return instances.map { instance in
      Line(
        name: instance.name, instance: instance,
        metrics: RangeMetrics(closes: instance.closes, index: base, in: range), cost: instance.cost(in: range))
    }
      + indexes.enumerated().map { ordinal, index in
        Line(
          name: index.instrument.shownName, instance: nil,
          metrics: RangeMetrics(
            closes: CompareView.closes(index), index: ordinal == 0 ? nil : base, in: range), cost: nil)
      }
  }

  private static func closes(_ index: NightResult.Index) -> [(day: TradingDay, value: Double)] {
    index.closes.keys.sorted().map { ($0, index.closes[$0] ?? .nan) }
  }

  /// A year of volatility and Sharpe has as many days as everywhere on the pages of previews.
  static let yearShare = (AnnualizedReturn.daysPerYear / StandardYear.days).squareRoot()

  /// From when to when, and from which close the lines are counted.
  var rangeLine: Message? {
    guard let range, let longest = lines.filter({ $0.instance != nil }).max(by: { $0.metrics.days < $1.metrics.days }),
      let base = longest.metrics.base
    else { return nil }
    return .range(
      .day(range.lowerBound), .day(range.upperBound), days: .count(longest.metrics.days), base: .day(base))
  }

  /// What each line came to.
  var lead: Message? {
    guard let range else { return nil }
    let parts = lines.compactMap { line -> MessageArgument? in
      line.metrics.gain.map { .message(.gain(line.name, $0)) }
    }
    return parts.isEmpty ? nil : .lead(.day(range.lowerBound), .day(range.upperBound), .list(parts))
  }

  // MARK: - Chart

  /// A line as it is drawn over the range.
  private struct Drawn: Sendable {
    var name: Message
    var role: ChartRole
    var values: [Double]
  }

  /// Return of every line over the range, and below it how far each fell; empty where the range has fewer than two days.
  func charts() -> (gains: PageValue, falls: PageValue) {
    let absent = (gains: PageValue.list([]), falls: PageValue.list([]))
    guard let range else { return absent }
    let all =
      instances.map { (name: $0.name, closes: $0.closes, isIndex: false) }
      + indexes.map { (name: $0.instrument.shownName, closes: CompareView.closes($0), isIndex: true) }
    let found = all.map { (name: $0.name, isIndex: $0.isIndex, gains: CompareView.gains($0.closes, range)) }
      .filter { !$0.gains.isEmpty }
    let days = Set(found.filter { !$0.isIndex }.flatMap { $0.gains.map(\.day) }).sorted()
    guard days.count > 1 else { return absent }
    let drawn = found.enumerated().map { ordinal, line in
      let values = Dictionary(line.gains.map { ($0.day, $0.value) }, uniquingKeysWith: { first, _ in first })
      return Drawn(
        name: line.name, role: line.isIndex ? .index : .preview(ordinal), values: days.map { values[$0] ?? .nan })
    }
    let title = CompareFinding(
      days: days, series: drawn.map { (name: $0.name, isIndex: $0.role == .index, values: $0.values) }
    ).message
    return (
      .chart { CompareView.chart(drawn, days, id: "comparison", title: title, unit: "compareReturn", language: $0) },
      .chart { language in
        let falls = drawn.map { Drawn(name: $0.name, role: $0.role, values: CompareView.falls($0.values)) }
        return CompareView.chart(
          falls, days, id: "comparison-fall", title: nil, unit: "compareFall", language: language)
      }
    )
  }

  private static func chart(
    _ drawn: [Drawn], _ days: [TradingDay], id: String, title: Message?, unit: String, language: Language
  ) -> ChartSpec? {
    let series = drawn.map { line in
      LineChart.Series(
        label: line.name[language], role: line.role, values: line.values,
        last: PageFigures.signedPercent(line.values.last { $0.isFinite }))
    }
    return .line(
      LineChart(
        head: ChartHead(
          id: id, title: title?.words(language) ?? StringTable.require(unit, language),
          unit: title == nil ? "" : StringTable.require(unit, language),
          summary: series.map { "\($0.label) \($0.last)" }.joined(separator: language[("，", ", ")])), unit: .percent,
        days: days, series: series, baseline: 0, share: title == nil ? 0.6 : 1.3,
        dayWord: StringTable.require("day", language), carriesDays: title != nil))
  }

  /// Each day's value by that of the close before the range, less 1.
  private static func gains(
    _ closes: [(day: TradingDay, value: Double)], _ range: ClosedRange<TradingDay>
  ) -> [(day: TradingDay, value: Double)] {
    let known = closes.filter { !$0.value.isNaN }
    guard let start = known.firstIndex(where: { $0.day >= range.lowerBound }) else { return [] }
    let from = max(start, 1)
    guard from < known.count else { return [] }
    let base = known[from - 1].value
    return known[from...].prefix { $0.day <= range.upperBound }.map { ($0.day, $0.value / base - 1) }
  }

  /// Each day's fall from the highest value so far, the close before the range included.
  private static func falls(_ gains: [Double]) -> [Double] {
    var peak = 1.0
    return gains.map { gain in
      guard gain.isFinite else { return .nan }
      peak = max(peak, 1 + gain)
      return (1 + gain) / peak - 1
    }
  }
}

extension CompareInstance {
  /// Paid in the range, yuan; nil where it is not known in money.
  fileprivate func cost(in range: ClosedRange<TradingDay>) -> Double? {
    guard let costs else { return nil }
    let inside = closes.indices.filter { range.contains(closes[$0].day) }
    guard let first = inside.first, let last = inside.last else { return nil }
    return costs[last] - (first > 0 ? costs[first - 1] : 0)
  }
}

extension Message {
  /// From when to when, over how many trading days, and the close that lines are counted from.
  static func range(
    _ from: MessageArgument, _ to: MessageArgument, days: MessageArgument, base: MessageArgument
  ) -> Message {
    Message(
      "compare.range", ["from": from, "to": to, "days": days, "base": base],
      en: "{from} to {to}, trading days: {days}. Every line is 0% at the close of {base}.",
      zh: "{from} 至 {to}，{days} 个交易日；各线以 {base} 收盘为 0%。")
  }

  fileprivate static func gain(_ name: Message, _ gain: Double) -> Message {
    Message(
      "compare.gain-name", ["name": .message(name), "gain": .ratio(gain)], en: "{name} {gain}", zh: "{name} {gain}")
  }

  /// What each line came to.
  static func lead(_ from: MessageArgument, _ to: MessageArgument, _ gains: MessageArgument) -> Message {
    Message(
      "compare.lead", ["from": from, "to": to, "gains": gains],
      en: "Return from {from} to {to}: {gains}.", zh: "{from} 至 {to} 收益：{gains}。")
  }
}
