package import Primitives
import Records

/// What is wrong with a market: every rule over every instrument, each bin read once.
///
/// Damage of one file does not hide what is wrong elsewhere: it is a finding with the file's own diagnostic.
package struct MarketCheck: Sendable {
  /// Serious ones first, otherwise in the order of the rules.
  package let findings: [HealthFinding]
  /// Instruments with data that were looked at.
  package let instruments: Int
  /// Members of `all`.
  package let listed: Int
  /// Whether a file is damaged, so that runs on the market stop.
  package let isDamaged: Bool

  /// Indexes that serve as benchmarks and stand in no universe.
  private static let indexes = [
    "SH000001", "SH000016", "SH000300", "SH000852", "SH000905", "SH000906", "SZ399001", "SZ399006",
  ]
  /// Instruments a task.
  private static let share = 32

  /// Looks at the whole market.
  ///
  /// - Parameters:
  ///   - today: the day of the clock, in China.
  ///   - limits: the exchanges' price limits.
  /// - Throws: `market.universe-missing` where there is no universe `all`.
  package init(_ market: any Market, today: TradingDay, limits: PriceLimits = .none) throws {
    let all = try market.universe("all")
    var findings = try market.formFindings()
    var damage = Tally()
    var universes: [Universe] = []
    for name in market.universeNames {
      do { universes.append(try market.universe(name)) } catch { damage.add([try MarketCheck.damaged(error)]) }
    }
    let known = universes.flatMap(\.instruments) + MarketCheck.indexes.compactMap { InstrumentID($0) }
    let instruments = Set(market.recordedInstruments ?? known).union(known).filter(market.hasData).sorted()
    let rules = MarketCheck.rules(all, market.calendar, limits)
    let shares = stride(from: 0, to: instruments.count, by: MarketCheck.share).map {
      Array(instruments[$0..<min($0 + MarketCheck.share, instruments.count)])
    }
    let reports = try shares.concurrentMap { part throws -> Report in
      var report = Report(rules: rules.count, days: market.calendar.count)
      for instrument in part { try report.look(at: instrument, in: market, rules) }
      return report
    }
    var whole = Report(rules: rules.count, days: market.calendar.count)
    for report in reports { whole.join(report) }
    damage.join(whole.damage)

    if !damage.isEmpty { findings.append(damage.finding(.damaged(damage))) }
    for (rule, tally) in zip(rules, whole.tallies) where !tally.isEmpty {
      findings.append(tally.finding(rule.finding(tally, of: instruments.count)))
    }
    findings +=
      CalendarRules(calendar: market.calendar, today: today, priced: whole.priced, alive: whole.alive)
      .findings
    if let shifted = AnchorRules(market: market, moved: whole.moved, fallen: whole.fallen).finding {
      findings.append(shifted)
    }
    let readable = all.instruments.filter { !whole.damaged.contains($0) }
    findings += try MarketFindings.absences(in: market, instruments: readable, fields: InstrumentBars.fields)
      .map { absence in HealthFinding(absence.finding, cases: absence.codes.map { HealthCase($0, .whole) }) }
    let universeRules = UniverseRules(market: market, listed: Set(all.instruments))
    for universe in universes { findings += try universeRules.findings(universe) }
    if !instruments.contains(where: InstrumentBars.isIndex) { findings.append(HealthFinding(.noIndex)) }

    self.findings = findings.enumerated().sorted {
      let severities = ($0.element.finding.severity, $1.element.finding.severity)
      return severities.0 == severities.1 ? $0.offset < $1.offset : severities.0 > severities.1
    }.map(\.element)
    self.instruments = instruments.count
    listed = all.members.count
    isDamaged = !damage.isEmpty
  }

  /// Whether results on this market are not to be believed.
  package var isSerious: Bool { findings.contains { $0.finding.severity == .serious } }

  private static func rules(_ all: Universe, _ calendar: TradingCalendar, _ limits: PriceLimits) -> [any InstrumentRule]
  {
    [
      ChangeUnitRule(), FactorJumpRule(), ChangeContradictionRule(), ValueRule(), VolumeNegativeRule(), IndexRule(),
      BarRule(), VolumeZeroRule(), LimitRule(limits: limits), FactorFallRule(), GapRule(), EmptySeriesRule(),
      SpanRule(all, calendar), OutsideSpanRule(all, calendar),
    ]
  }

  /// What damages a file, as a case; other errors go on.
  fileprivate static func damaged(_ error: any Error, _ instrument: InstrumentID? = nil) throws -> HealthCase {
    guard let diagnostic = (error as? any DiagnosableError)?.diagnostic, diagnostic.kind == .damaged else {
      throw error
    }
    let place = diagnostic.place.map { place in place.line.map { "\(place.file):\($0)" } ?? place.file }
    return HealthCase(instrument, subject: place, diagnostic.summary)
  }
}

/// What the rules have seen in a share of the instruments.
private struct Report: Sendable {
  var tallies: [Tally]
  var damage = Tally()
  var damaged: Set<InstrumentID> = []
  /// By calendar index.
  var priced: [Int32]
  var alive: [Int32]
  /// By calendar index: stocks whose close moved from an earlier one, and those that fell as if locked.
  var moved: [Int32]
  var fallen: [Int32]

  init(rules: Int, days: Int) {
    tallies = Array(repeating: Tally(), count: rules)
    priced = Array(repeating: 0, count: days)
    alive = priced
    moved = priced
    fallen = priced
  }

  mutating func look(at instrument: InstrumentID, in market: any Market, _ rules: [any InstrumentRule]) throws {
    let bars: InstrumentBars
    do {
      bars = try InstrumentBars(instrument, in: market)
    } catch {
      damage.add([try MarketCheck.damaged(error, instrument)])
      damaged.insert(instrument)
      return
    }
    damage.add(
      bars.series.filter { $0.value.surplus > 0 }.sorted { $0.key < $1.key }.map { field, series in
        HealthCase(instrument, count: series.surplus, .surplus(field, series.surplus))
      })
    for (place, rule) in rules.enumerated() { tallies[place].add(rule.cases(bars)) }
    guard !bars.isIndex, let first = bars.priced.first, let last = bars.priced.last else { return }
    let volume = bars.volume?.view
    for day in bars.priced where volume.map({ $0[day] != 0 }) ?? true { priced[day] += 1 }
    for day in first...last { alive[day] += 1 }
    let close = bars.close.view
    var before = Float.nan
    for day in bars.priced {
      let price = close[day]
      if !before.isNaN {
        moved[day] += 1
        if price <= before * (1 - AnchorRules.fallMin) { fallen[day] += 1 }
      }
      before = price
    }
  }

  mutating func join(_ other: Report) {
    for place in tallies.indices { tallies[place].join(other.tallies[place]) }
    damage.join(other.damage)
    damaged.formUnion(other.damaged)
    for day in priced.indices {
      priced[day] += other.priced[day]
      alive[day] += other.alive[day]
      moved[day] += other.moved[day]
      fallen[day] += other.fallen[day]
    }
  }
}

extension Finding {
  fileprivate static func damaged(_ tally: Tally) -> Finding {
    Finding(
      "market.damaged-file", .serious, ["count": .count(tally.caseCount), "worst": tally.named],
      title: (en: "Files are damaged", zh: "文件损坏"),
      evidence: (
        en: "{count} {count:file is|files are} damaged: {worst}.", zh: "有 {count} 个文件损坏：{worst}。"
      ),
      consequence: (en: "A run that reads them stops, or misses their last values.", zh: "读取它们的运行会停止，或丢失末尾数值。"),
      remedy: (en: "Copy or dump these files again, with this calendar.", zh: "请按该日历重新复制或导出这些文件。"))
  }

  fileprivate static let noIndex = Finding(
    "market.no-index", .warning, title: (en: "The market has no index", zh: "行情中没有指数"),
    evidence: (en: "No instrument is an index of the exchanges.", zh: "没有任何证券是交易所指数。"),
    consequence: (en: "No benchmark can be named, and no excess return computed.", zh: "无法指定基准，也无法计算超额收益。"),
    remedy: (en: "Load an index, such as SH000300.", zh: "请导入指数，例如 SH000300。"))
}

extension Message {
  fileprivate static let whole = Message("market.whole-series-label", en: "whole series", zh: "整个序列")

  fileprivate static func surplus(_ field: String, _ count: Int) -> Message {
    Message(
      "market.surplus-label", ["field": .text(field), "count": .count(count)],
      en: "{field} is {count} {count:value|values} longer than the calendar", zh: "{field} 比日历长 {count} 个值")
  }
}
