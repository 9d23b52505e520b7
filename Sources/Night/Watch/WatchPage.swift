import Execution
import Foundation
import MarketData
package import Primitives
import Records
import Report
package import Store

/// Writes the status page of the watch beside the published site.
package enum WatchPage {
  /// Events that a page lists of an account's day.
  private static let listed = 20
  /// Steps that it lists: those of the last days.
  private static let stepsMax = 60

  package static func write(
    _ configuration: AistockConfiguration, _ database: Database, _ now: MarketTime, _ sight: WatchSchedule.Sight,
    _ steps: [WatchedStep]
  ) throws {
    let status = WatchStatus(
      time: now, isTradingDay: sight.isTrading(now.day), dataThrough: sight.bars.last,
      accounts: try configuration.watch.accounts.map { try account($0.id, configuration, database, now) },
      steps: steps.sorted { ($0.startedAt, $0.name) > ($1.startedAt, $1.name) }.prefix(stepsMax).compactMap(step),
      market: configuration.provider.names.map { Path.lastComponent(MarketPlaces.shown($0)) }.joined(separator: ", "),
      toolVersion: ToolVersion.current)
    let settings = SiteSettings(
      languages: configuration.site.languages.compactMap { Language(rawValue: $0) },
      upIsRed: configuration.site.colours == .redUp, hasStatus: true)
    try SiteBuilder.writeStatus(status, settings, folder: configuration.site.output)
  }

  private static func account(
    _ id: String, _ configuration: AistockConfiguration, _ database: Database, _ now: MarketTime
  ) throws -> WatchStatus.Account {
    let isReal = configuration.execution.accounts.first { $0.id == id }?.isReal ?? false
    let position = try KillSwitch(
      account: id, database: database, file: configuration.execution.killFile, clock: .fixed(Double(now.seconds))
    ).position()
    let state = try database.accountStates(of: id, from: TradingDay(daysSince1970: 0), through: now.day).last
    // A simulated broker deals at closes, so that its last day may be over.
    let day = isReal ? now.day : state?.day ?? now.day
    let events = try database.events(of: id, from: day, through: now.day).filter {
      [.risk, .fault, .kill, .resume, .reconcile].contains($0.kind)
    }
    return WatchStatus.Account(
      id: id, isReal: isReal, position: position, state: state?.state,
      orders: try database.intents(of: id, on: day), ordersDay: day, faults: events.suffix(listed).reversed())
  }

  private static func step(_ step: WatchedStep) -> WatchStatus.Step? {
    let parts = step.name.split(separator: " ", maxSplits: 1).map(String.init)
    guard let kind = parts.first, let state = WatchStatus.Step.State(rawValue: step.state.rawValue) else { return nil }
    return WatchStatus.Step(
      day: step.day, kind: kind, account: parts.count > 1 ? parts[1] : nil, state: state,
      at: step.endedAt ?? step.startedAt, message: step.outcome.message)
  }
}
