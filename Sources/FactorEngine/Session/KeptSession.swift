package import MarketData
package import Primitives

/// A session and the file that keeps it between two runs: the first computes all days and keeps where every kernel
/// stopped; the next one, on a market with more days, computes only those.
package struct KeptSession {
  private let path: String
  private var session: FactorSession

  /// Throws `factor.state-code` for a factor that is no expression: its code keeps no state.
  package init(_ path: String, _ columns: [FactorColumn], start: TradingDay?) throws {
    self.path = path
    let factors = try columns.map { column in
      guard case .expression(let factor) = column.code else {
        throw Diagnostic(
          "factor.state-code", .usage, ["factor": .text(column.name)],
          (
            en: "The factor '{factor}' is not an expression. It cannot be continued day by day.",
            zh: "因子“{factor}”不是表达式，不能逐日续算。"
          ), remedy: (en: "Leave it out, or leave --state out.", zh: "请去掉该因子，或去掉 --state。"))
      }
      return factor
    }
    session =
      FileReader.exists(path)
      ? try FactorSession(reading: path, factors, start: start)
      : try FactorSession(factors, start: start)
  }

  /// The last day the file holds; nil where there is none yet.
  package var lastDay: TradingDay? { session.lastDay }

  /// The days behind the last one, part by part.
  package mutating func append(
    _ market: any Market, _ scope: FactorScope, meter: FactorMeter? = nil, _ use: (FactorTable) throws -> Void
  ) throws {
    try session.append(market, scope.members, to: scope.end, meter: meter, use)
  }

  /// Writes the file, after the output is on disk: a call that failed before is simply made again.
  package func keep() throws { try session.write(to: path) }
}
