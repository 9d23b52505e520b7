package import Archive
package import Preview
package import Primitives
import Records
package import Store

/// What order lists are made for: a frozen bundle, a configuration file, one preview, or all running ones.
package struct SignalChoice {
  private let configuration: AistockConfiguration
  private let environment: MoneyGate.Environment
  private let start: TradingDay
  package var strategy: String?
  package var pred: String?
  package var model: String?
  package var bundle: String?
  /// What the user states; nil: nothing.
  package var account: GivenAccount?

  /// Yuan of the account that a configuration file starts from where nothing is stated.
  private static let capital = 1_000_000

  /// - Parameter start: the first day of an account that the user states.
  package init(_ configuration: AistockConfiguration, environment: MoneyGate.Environment, start: TradingDay) {
    self.configuration = configuration
    self.environment = environment
    self.start = start
  }

  /// Throws what keeps one of them from being used in the environment.
  package func instances(_ database: Database) throws -> (
    named: [(name: String, instance: PreviewInstance, account: OrderDesk.Account)], permits: [String: MoneyGate.Permit]
  ) {
    if let bundle {
      // An approved migration or nothing, whatever the environment.
      let opened = try FrozenBundle(folder: bundle, ledger: ReviewLedger(configuration), now: .system)
      let own = try opened.permit(for: environment)
      guard let account else { throw Diagnostic.withoutAccount(bundle) }
      let found = [
        (
          opened.migration,
          try BundleSignal(bundle: opened).instance(
            own, capital: account.cash, start: start, folders: NightFolders(configuration)),
          OrderDesk.Account.given(account)
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
      let account = try self.account ?? GivenAccount(capital: SignalChoice.capital)
      let (row, definition) = try source.rows(
        id: "signal", name: "signal", capital: account.cash, start: start, fees: true,
        folders: NightFolders(configuration).previews, clock: .system)
      return ([(strategy, PreviewInstance(transient: row, definition), .given(account))], [:])
    }
    if account != nil { throw Diagnostic.accountOfPreview }
    let ids = try strategy.map { [$0] } ?? database.previews().filter { $0.status == .running }.map(\.id)
    var permits: [String: MoneyGate.Permit] = [:]
    let stored = try ids.map { id in
      let instance = try PreviewInstance.open(id, in: database)
      permits[id] = try MoneyGate.approval(
        instance.strategy.strategyID, environment, ReviewLedger(configuration), .system
      ).map { MoneyGate.Permit($0, for: environment) }
      return (id, instance, OrderDesk.Account.ofPreview)
    }
    return (stored, permits)
  }
}

extension Diagnostic {
  fileprivate static func withoutAccount(_ bundle: String) -> Diagnostic {
    Diagnostic(
      "signal.account", .usage, ["bundle": .text(bundle)],
      (en: "The bundle {bundle} holds no account: orders need cash and holdings.", zh: "资产包 {bundle} 不含账户，委托需要现金与持仓。"),
      remedy: (
        en: "Add --account FILE with cash and holdings, or --capital YUAN for an empty account.",
        zh: "请加 --account FILE（现金与持仓），或用 --capital YUAN 从空账户开始。"
      ))
  }

  fileprivate static var accountOfPreview: Diagnostic {
    Diagnostic(
      "signal.account", .usage,
      (en: "A preview has an account of its own.", zh: "模拟预览有自己的账户。"),
      remedy: (
        en: "Leave --account and --capital out, or name a configuration file with --strategy.",
        zh: "请去掉 --account 与 --capital，或用 --strategy 指定配置文件。"
      ))
  }
}
