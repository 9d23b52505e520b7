package import MarketData
package import Primitives
import Records

/// What of a market is absent or damaged.
package struct MarketHealth {
  private let market: any Market
  private let instruments: [InstrumentID]
  private let findings: [Finding]

  package init(_ market: any Market) throws {
    self.market = market
    instruments = try market.universe("all").instruments
    findings = try MarketFindings.absence(
      in: market, instruments: instruments, fields: ["open", "high", "low", "close", "volume", "factor", "change"])
  }

  /// Whether results on this market are not to be believed.
  package var isSerious: Bool { findings.contains { $0.severity == .serious } }

  package var json: JSONValue {
    [
      "market": .string(market.location), "instruments": .integer(instruments.count),
      "start": .optional(market.calendar.days.first), "end": .optional(market.calendar.days.last),
      "findings": .array(findings.map(\.json)),
    ]
  }

  package var lines: [Message] { [.extent(of: market, stocks: instruments.count)] + findings.map { .line(of: $0) } }
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

  fileprivate static func line(of finding: Finding) -> Message {
    Message(
      "data.finding",
      [
        "severity": .message(severity(finding.severity)), "id": .text(finding.id),
        "evidence": .message(finding.evidence), "consequence": .message(finding.consequence),
        "remedy": .message(finding.remedy),
      ], en: "{severity} {id}: {evidence} {consequence} {remedy}", zh: "{severity} {id}：{evidence}{consequence}{remedy}"
    )
  }

  private static func severity(_ severity: Finding.Severity) -> Message {
    switch severity {
    case .note: Message("data.note", en: "note", zh: "提示")
    case .warning: Message("data.warning", en: "warning", zh: "警告")
    case .serious: Message("data.serious", en: "serious", zh: "严重")
    }
  }
}
