import Execution
import LiveFeedback
package import Primitives
package import Records
package import Store

/// LiveFeedback of a configuration's previews and accounts.
package struct FeedbackDesk {
  private let configuration: AistockConfiguration
  private let clock: Clock

  package init(_ configuration: AistockConfiguration, clock: Clock) {
    self.configuration = configuration
    self.clock = clock
  }

  /// The documents of a preview, of a strategy on an account, or of all strategies on it.
  package func build(
    strategy: String?, account: String?, experiment: String?, from start: TradingDay?, through end: TradingDay?
  ) throws -> [LiveFeedback] {
    let database = try Database(path: configuration.state)
    let builder = FeedbackBuilder(database: database, clock: clock)
    guard let account else {
      guard let strategy, let preview = try database.preview(strategy) else {
        throw Diagnostic.noPreview(strategy ?? "")
      }
      let definition = try database.definition(of: strategy)
      let origin = FeedbackBuilder.Origin(
        experimentID: experiment,
        strategyConfigHash: SHA256Digest(hashing: definition.strategy.json.canonical).hex)
      return [try builder.preview(preview, origin: origin, from: start, through: end)]
    }
    let settings = try TradingAccounts(configuration, clock: clock).settings(of: account)
    let books = try database.books(of: account, through: MarketTime(clock).day)
    let wanted = books.filter { $0.strategyID != StrategyBook.outside && (strategy ?? $0.strategyID) == $0.strategyID }
    guard !wanted.isEmpty else { throw Diagnostic.noBook(account, strategy) }
    return try wanted.map { book in
      try builder.account(
        account, strategy: book.strategyID, environment: settings.isReal ? .live : .paper,
        origin: .init(experimentID: experiment), from: start, through: end)
    }
  }

  /// What each strategy did on the accounts of the configuration up to a day, by its migration.
  package func realised(from database: Database, through day: TradingDay) throws -> [String: [RealisedRun]] {
    let builder = FeedbackBuilder(database: database, clock: clock)
    var found: [String: [RealisedRun]] = [:]
    for account in configuration.execution.accounts {
      for book in try database.books(of: account.id, through: day) where book.strategyID != StrategyBook.outside {
        let run = try builder.realised(
          account.id, strategy: book.strategyID, environment: account.isReal ? .live : .paper, origin: .init(),
          from: nil, through: day)
        if let run { found[book.strategyID, default: []].append(run) }
      }
    }
    return found
  }
}

extension Diagnostic {
  fileprivate static func noPreview(_ id: String) -> Diagnostic {
    Diagnostic(
      "feedback.no-preview", .usage, ["id": .text(id)], (en: "There is no preview {id}.", zh: "没有预览 {id}。"),
      remedy: (en: "Name one of `aistock preview list`.", zh: "请指定 `aistock preview list` 中的一个。"))
  }

  fileprivate static func noBook(_ account: String, _ strategy: String?) -> Diagnostic {
    Diagnostic(
      "feedback.no-book", .absent, ["account": .text(account), "strategy": .text(strategy ?? "–")],
      (en: "The account {account} has no book of {strategy}.", zh: "账户 {account} 没有 {strategy} 的账簿。"),
      remedy: (
        en: "Trade on it, then run `aistock trade reconcile --account {account}`.",
        zh: "交易后运行 `aistock trade reconcile --account {account}`。"
      ))
  }
}
