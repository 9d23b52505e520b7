package import Primitives
package import Records

/// What a universe and a calendar say about themselves before a stock is traded.
package enum UniverseFindings {
  /// Share of members with one and the same span from which the dates are taken for a placeholder.
  package static let constantShare = 0.95
  /// Fewer members than this may well have been listed together.
  package static let constantMembersMin = 20

  /// - Parameter end: the last day of the backtest.
  package static func all(in market: any Market, universe name: String, end: TradingDay) throws
    -> [Finding]
  {
    var findings: [Finding] = []
    if market.universeNames.contains(name) { findings += of(try market.universe(name)) }
    if let last = market.calendar.days.last, end >= last {
      findings.append(
        Finding(
          id: "market.end-on-last-day", severity: .note,
          evidence: "The backtest ends on \(end), the calendar on \(last).",
          consequence: "qlib asks for the day after the last one and may stop with an index error.",
          remedy: "End the backtest a trading day earlier, or extend the calendar."))
    }
    return findings
  }

  package static func of(_ universe: Universe) -> [Finding] {
    var findings: [Finding] = []
    let indexes = universe.instruments.filter { name in
      ["SH000", "SZ399", "BJ899"].contains { name.name.hasPrefix($0) } && name.isExchangeCode
    }
    if universe.members.count == 1, let only = universe.instruments.first {
      findings.append(
        Finding(
          id: "market.universe-of-one", severity: .serious,
          evidence: "The universe '\(universe.name)' has one name, \(only).",
          consequence: "There is no cross-section to choose from.",
          remedy: "Write instruments/\(universe.name).txt anew."))
    }
    if !indexes.isEmpty {
      findings.append(
        Finding(
          id: "market.index-in-universe", severity: .serious,
          evidence:
            "The universe '\(universe.name)' holds \(indexes.count) index codes, first \(indexes[0]).",
          consequence: "A strategy can buy what cannot be bought.",
          remedy: "Take them out of instruments/\(universe.name).txt."))
    }
    if let constant = constantRange(universe) { findings.append(constant) }
    return findings
  }

  private static func constantRange(_ universe: Universe) -> Finding? {
    guard universe.members.count >= constantMembersMin else { return nil }
    var counts: [String: Int] = [:]
    for member in universe.members where member.spans.count == 1 {
      counts["\(member.spans[0].start) to \(member.spans[0].end)", default: 0] += 1
    }
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      Double(most.value) > constantShare * Double(universe.members.count)
    else { return nil }
    return Finding(
      id: "market.constant-listing", severity: .warning,
      evidence:
        "\(most.value) of \(universe.members.count) members of '\(universe.name)' share the dates \(most.key).",
      consequence:
        "Stocks count as listed before they were, or after they were gone: survivors are chosen.",
      remedy: "Write listing and delisting dates into instruments/\(universe.name).txt.")
  }
}
