import MarketData
import Primitives
import RDAgent
import Records

/// What previews are measured against: the index of each strategy's own configuration, else the market's.
struct PreviewBenchmarks {
  struct Answer {
    var instrument: InstrumentID
    /// Whether the strategy's configuration names it.
    var isOwn: Bool
    /// On a trading day; NaN where missing.
    var closes: (TradingDay) -> Double
  }

  private let market: any Market
  private let index: InstrumentID
  private let migrations: [AistockConfiguration.Migration]
  private var series: [InstrumentID: FieldSeries] = [:]
  /// By migration: what its workspace's configuration names.
  private var named: [String: InstrumentID?] = [:]

  /// - Parameter index: the market's.
  init(market: any Market, index: InstrumentID, migrations: [AistockConfiguration.Migration]) {
    self.market = market
    self.index = index
    self.migrations = migrations
  }

  /// An index that the market does not have is none.
  mutating func benchmark(of strategy: PreviewStrategy, _ definition: PreviewDefinition) throws -> Answer {
    if let own = definition.benchmark ?? ofMigration(strategy.strategyID), market.hasData(own) {
      return try answer(own, isOwn: true)
    }
    return try answer(index, isOwn: false)
  }

  private mutating func answer(_ instrument: InstrumentID, isOwn: Bool) throws -> Answer {
    let closes = try series[instrument] ?? market.series("close", of: instrument) ?? .empty
    series[instrument] = closes
    let calendar = market.calendar
    return Answer(instrument: instrument, isOwn: isOwn) { day in
      calendar.index(of: day).map { Double(closes[$0]) } ?? .nan
    }
  }

  /// Previews made before benchmarks were kept: their migration's workspace tells. A workspace that cannot be read
  /// names none; its own page says why.
  private mutating func ofMigration(_ id: String) -> InstrumentID? {
    if let known = named[id] { return known }
    let migration = migrations.first { $0.id == id || Path.lastComponent($0.workspace) == id }
    var found: InstrumentID?
    if let named = migration?.benchmark {
      found = named
    } else if let migration, let workspace = try? Workspace(folder: migration.workspace),
      case .found(let used) = try? UsedConfiguration.find(in: workspace)
    {
      found = used.configuration.benchmark
    }
    named[id] = .some(found)
    return found
  }
}
