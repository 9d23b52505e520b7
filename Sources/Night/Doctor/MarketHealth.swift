package import MarketData
package import Primitives
import Records
import Simulation

/// What `MarketCheck` says of a market, as `data check` shows it.
package struct MarketHealth {
  private let market: any Market
  private let check: MarketCheck
  private let origin: MarketOrigin

  /// - Parameter today: the day of the clock, in China.
  package init(_ market: any Market, today: TradingDay) throws {
    self.market = market
    origin = MarketOrigin(market, today: today)
    check = try MarketCheck(market, today: today, limits: .ofTheExchanges)
  }

  /// Whether results on this market are not to be believed.
  package var isSerious: Bool { check.isSerious }

  /// Whether runs on this market stop at a file.
  package var isDamaged: Bool { check.isDamaged }

  private func count(_ severity: Finding.Severity) -> Int { check.findings.count { $0.finding.severity == severity } }

  /// Every finding with its cases, at most `cases_max` each.
  package var json: JSONValue {
    [
      "market": .string(market.location), "instruments": .integer(check.listed), "checked": .integer(check.instruments),
      "source": origin.json,
      "start": .optional(market.calendar.days.first), "end": .optional(market.calendar.days.last),
      "serious": .integer(count(.serious)), "warnings": .integer(count(.warning)), "notes": .integer(count(.note)),
      "cases_max": .integer(HealthFinding.casesMax), "findings": .array(check.findings.map(\.json)),
    ]
  }

  /// The extent, the findings with the serious ones first, and how many there are.
  package var lines: [Message] {
    let width = check.findings.map(\.finding.id.count).max() ?? 0
    let findings = check.findings.map(\.finding).flatMap { finding in
      [.heading(of: finding, width: width), .evidence(of: finding), .remedy(of: finding)] as [Message]
    }
    let closing: Message =
      check.findings.isEmpty
      ? .noFindings : .counts(serious: count(.serious), warnings: count(.warning), notes: count(.note))
    return [.extent(of: market, stocks: check.listed), origin.line] + findings + [closing]
  }
}

extension MarketHealth {
  /// The warnings and serious findings of a night's market. They are computed once for as long as its files stand.
  ///
  /// - Throws: what `MarketCheck` throws.
  static func findings(_ context: NightContext) throws -> [Finding] {
    let stamp = context.digest([context.marketStamp, context.program])
    let stored = try context.known.fact("findings " + context.market.location, stamp: stamp) {
      let check = try MarketCheck(context.market, today: context.clock.dayInChina, limits: .ofTheExchanges)
      let found = check.findings.map(\.finding).filter { $0.severity != .note }
      return String(decoding: JSONValue.array(found.map(\.json)).canonical, as: UTF8.self)
    }
    guard let stored else { return [] }
    return (try JSONReader.read(Array(stored.utf8)).arrayValue ?? []).compactMap { Finding($0) }
  }
}

extension Message {
  fileprivate static func extent(of market: any Market, stocks: Int) -> Message {
    let calendar = market.calendar
    return Message(
      "data.extent",
      [
        "market": .text(market.location), "stocks": .count(stocks), "days": .count(calendar.count),
        "start": .day(calendar[0]), "end": .day(calendar[calendar.count - 1]),
      ], en: "{market}: {stocks} {stocks:stock|stocks}, {days} {days:day|days}, {start} to {end}",
      zh: "{market}：{stocks} 只股票，{days} 个交易日，{start} 至 {end}")
  }

  /// - Parameter width: of the identifiers, so that titles stand below each other.
  fileprivate static func heading(of finding: Finding, width: Int) -> Message {
    let id = finding.id + String(repeating: " ", count: max(0, width - finding.id.count))
    return Message(
      "data.finding-label",
      ["severity": .message(severity(finding.severity)), "id": .text(id), "title": .message(finding.title)],
      en: "{severity}  {id}  {title}", zh: "{severity}  {id}  {title}")
  }

  fileprivate static func evidence(of finding: Finding) -> Message {
    Message(
      "data.finding-evidence-label", ["evidence": .message(finding.evidence)], en: "         {evidence}",
      zh: "      {evidence}")
  }

  fileprivate static func remedy(of finding: Finding) -> Message {
    Message(
      "data.finding-remedy-label",
      ["consequence": .message(finding.consequence), "remedy": .message(finding.remedy)],
      en: "         {consequence} {remedy}", zh: "      {consequence}{remedy}")
  }

  fileprivate static let noFindings = Message("data.no-findings", en: "No findings.", zh: "没有发现。")

  fileprivate static func counts(serious: Int, warnings: Int, notes: Int) -> Message {
    Message(
      "data.counts",
      ["serious": .count(serious), "warnings": .count(warnings), "notes": .count(notes)],
      en: "{serious} serious, {warnings} {warnings:warning|warnings}, {notes} {notes:note|notes}. "
        + "With --json every case is listed.",
      zh: "严重 {serious} 项，警告 {warnings} 项，提示 {notes} 项。加 --json 可列出每一处。")
  }

  /// In English all as wide as the longest.
  private static func severity(_ severity: Finding.Severity) -> Message {
    switch severity {
    case .note: Message("data.note", en: "note   ", zh: "提示")
    case .warning: Message("data.warning", en: "warning", zh: "警告")
    case .serious: Message("data.serious", en: "serious", zh: "严重")
    }
  }
}
