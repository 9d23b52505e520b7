import FactorEngine
import MarketData
import Primitives

/// `--state FILE` of `factors compute`: the first call computes all days and keeps where every kernel stopped;
/// the next one, on a market with more days, computes only those.
struct FactorProgress {
  private let path: String
  private var session: FactorSession
  /// Whether a state was found.
  let isContinued: Bool

  /// Throws `factor.state-code` for a factor that is no expression: its code keeps no state.
  init(_ path: String, _ columns: [FactorColumn], start: TradingDay?) throws {
    self.path = path
    let factors = try columns.map { column in
      guard case .expression(let factor) = column.code else {
        throw Diagnostic(
          "factor.state-code", "the factor '\(column.name)' is no expression: it cannot be continued day by day",
          remedy: "Leave it out, or leave --state out.", exit: .usage)
      }
      return factor
    }
    isContinued = FileReader.exists(path)
    session =
      isContinued
      ? try FactorSession(reading: path, factors, start: start)
      : try FactorSession(factors, start: start)
  }

  /// The last day the state holds.
  var lastDay: TradingDay? { session.lastDay }

  mutating func append(_ market: any Market, _ scope: FactorScope) throws -> FactorTable {
    try session.append(market, scope.members, to: scope.end)
  }

  /// After the output is on disk: a call that failed before is simply made again.
  func keep() throws { try session.write(to: path) }
}
