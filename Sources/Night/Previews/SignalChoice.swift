package import Archive
package import Preview
package import Primitives
import Records
package import Store

/// What order lists are made for: a frozen bundle, a configuration file, one preview, or all running ones.
package struct SignalChoice {
  private let configuration: AistockConfiguration
  private let environment: MoneyGate.Environment
  private let capital: Int
  private let start: TradingDay
  package var strategy: String?
  package var pred: String?
  package var model: String?
  package var bundle: String?

  /// - Parameter capital: yuan of an account that starts empty, on `start`.
  package init(
    _ configuration: AistockConfiguration, environment: MoneyGate.Environment, capital: Int, start: TradingDay
  ) {
    self.configuration = configuration
    self.environment = environment
    self.capital = capital
    self.start = start
  }

  /// Throws what keeps one of them from being used in the environment.
  package func instances(_ database: Database) throws -> (
    named: [(name: String, instance: PreviewInstance)], permits: [String: MoneyGate.Permit]
  ) {
    if let bundle {
      // An approved migration or nothing, whatever the environment.
      let opened = try FrozenBundle(folder: bundle, ledger: ReviewLedger(configuration), now: .system)
      let own = try opened.permit(for: environment)
      let found = [
        (
          opened.migration,
          try BundleSignal(bundle: opened).instance(
            own, capital: Money(yuan: capital), start: start, folders: NightFolders(configuration))
        )
      ]
      return (found, [opened.migration: own])
    }
    if let strategy, FileReader.exists(strategy), !FileReader.isFolder(strategy) {
      if environment.demandsApproval { throw MoneyGate.refusal(strategy, environment) }
      guard pred != nil || model != nil else {
        throw Diagnostic(
          "signal.predictions", .usage, [:], (en: "A configuration file has no scores.", zh: "配置文件不含得分。"),
          remedy: (en: "Add --pred FILE or --model FILE.", zh: "请加 --pred FILE 或 --model FILE。"))
      }
      let source = try PreviewSource(conf: strategy, strategy: nil, named: strategy, pred: pred, model: model)
      let (row, definition) = try source.rows(
        id: "signal", name: "signal", capital: Money(yuan: capital), start: start, fees: true,
        folders: NightFolders(configuration).previews, clock: .system)
      return ([(strategy, PreviewInstance(transient: row, definition))], [:])
    }
    let ids = try strategy.map { [$0] } ?? database.previews().filter { $0.status == .running }.map(\.id)
    var permits: [String: MoneyGate.Permit] = [:]
    let stored = try ids.map { id in
      let instance = try PreviewInstance.open(id, in: database)
      permits[id] = try MoneyGate.approval(
        instance.strategy.strategyID, environment, ReviewLedger(configuration), .system
      ).map { MoneyGate.Permit($0, for: environment) }
      return (id, instance)
    }
    return (stored, permits)
  }
}
