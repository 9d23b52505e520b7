import Primitives
import Records

/// The trials that a divergence calls for, likeliest first: values come from the record's own traits and
/// from what RD-Agent's templates hold (`Contracts.md`, templates).
struct TrialCatalogue {
  let laboratory: Laboratory
  let recorded: ComparedRun
  let replayed: ComparedRun
  private let traits: RecordTraits

  init(_ laboratory: Laboratory, recorded: ComparedRun, replayed: ComparedRun) {
    self.laboratory = laboratory
    self.recorded = recorded
    self.replayed = replayed
    traits = RecordTraits(recorded)
  }

  private var setting: RunSetting { laboratory.setting }

  /// The same on top of a trial, whose replay is known as far as it was needed.
  func on(_ trial: Trial, _ run: ComparedRun) -> TrialCatalogue {
    var laboratory = laboratory
    laboratory.setting = trial.setting
    return TrialCatalogue(laboratory, recorded: recorded, replayed: run)
  }

  /// Changes of the setting alone.
  func settings(for divergence: FirstDivergence) -> [Trial] {
    switch divergence.field {
    case .day: windows
    case .report("bench"): benchmarks
    case .report("cost"), .report("total_cost"): fees + impact
    default: accounts + strategies + prices + limits + executor + fees
    }
  }

  func trials(for divergence: FirstDivergence) -> [Trial] {
    switch divergence.field {
    case .day, .report("bench"), .report("cost"), .report("total_cost"): settings(for: divergence)
    default: settings(for: divergence) + PredictionTrials(self).all(divergence)
    }
  }

  func trial(_ cause: Cause, _ statement: Message, _ change: (inout RunSetting) -> Void) -> Trial {
    var changed = setting
    change(&changed)
    return Trial(cause: cause, statement: statement, setting: changed)
  }

  /// A change of a key of the configuration; none where it changes nothing.
  private func trial(
    _ cause: Cause, _ key: String, _ tried: MessageArgument, _ configured: MessageArgument,
    _ change: (inout RunSetting) -> Void
  ) -> Trial? {
    tried == configured ? nil : trial(cause, .otherSetting(key, tried, configured), change)
  }

  private func number(
    _ cause: Cause, _ key: String, _ value: Double, _ path: WritableKeyPath<BacktestConfig, Double>
  ) -> Trial? {
    trial(cause, key, .exact(value), .exact(setting.backtest[keyPath: path])) { $0.backtest[keyPath: path] = value }
  }

  private static let none = MessageArgument.message(.none)

  // MARK: - Backtest

  private var windows: [Trial] {
    guard let first = recorded.report.first?.day, let last = recorded.report.last?.day else {
      return []
    }
    let backtest = setting.backtest
    return [
      trial(.window, "start_time", .day(first), .day(backtest.start)) { $0.backtest.start = first },
      trial(.window, "end_time", .day(last), .day(backtest.end)) { $0.backtest.end = last },
      trial(
        .window, "start_time/end_time", .text("\(first)/\(last)"), .text("\(backtest.start)/\(backtest.end)")
      ) {
        $0.backtest.start = first
        $0.backtest.end = last
      },
    ].compactMap { $0 }
  }

  private var benchmarks: [Trial] {
    let configured = MessageArgument.names(setting.backtest.benchmark.instruments)
    return laboratory.indexes.compactMap { index in
      trial(.benchmark, "benchmark", .names([index]), configured) {
        $0.backtest.benchmark = .instruments([index])
      }
    }
  }

  private var accounts: [Trial] {
    traits.account.flatMap { number(.account, "account", $0, \.account) }.map { [$0] } ?? []
  }

  private static let leastCommissions: [Double] = [5, 0, 1, 2, 3, 10, 15, 20, 30, 50, 100]

  private var fees: [Trial] {
    let exchange = setting.backtest.exchange
    var rates: [(open: Double, close: Double)] = []
    if let trades = replayed.trades,
      let fit = FeeFit(recorded: recorded.report, replayed: replayed.report, trades: trades)?.rounded,
      fit.open >= 0, fit.close >= 0
    {
      rates.append(fit)
    }
    rates += [
      (exchange.openCost, exchange.closeCost), (0.0005, 0.0015), (0.0001, 0.0001), (0.0015, 0.0025),
      (0, 0),
    ]
    func shown(_ open: Double, _ close: Double, _ least: Double) -> MessageArgument {
      .text([open, close, least].map { Difference.text($0) }.joined(separator: "/"))
    }
    return rates.flatMap { rate in
      ([exchange.minCost] + TrialCatalogue.leastCommissions).compactMap { least in
        trial(
          .fees, "open_cost/close_cost/min_cost", shown(rate.open, rate.close, least),
          shown(exchange.openCost, exchange.closeCost, exchange.minCost)
        ) {
          $0.backtest.exchange.openCost = rate.open
          $0.backtest.exchange.closeCost = rate.close
          $0.backtest.exchange.minCost = least
        }
      }
    }
  }

  private var prices: [Trial] {
    let exchange = setting.backtest.exchange
    let fields = ["$close", "$open", "$vwap", "$high", "$low"]
    let pairs = fields.map { ($0, $0) } + [("$open", "$close"), ("$close", "$open")]
    return pairs.compactMap { buy, sell in
      trial(
        .dealPrice, "deal_price", .text("\(buy)/\(sell)"), .text("\(exchange.buyPrice)/\(exchange.sellPrice)")
      ) {
        $0.backtest.exchange.buyPrice = buy
        $0.backtest.exchange.sellPrice = sell
      }
    }
  }

  /// The last one is never reached.
  private static let thresholds = [
    0.095, 0.1, 0.0995, 0.099, 0.098, 0.09, 0.05, 0.045, 0.195, 0.2, 1e9,
  ]

  private var limits: [Trial] {
    let exchange = setting.backtest.exchange
    let configured: MessageArgument =
      switch exchange.limit {
      case .threshold(let value): .exact(value)
      case .expressions(let buy, let sell): .text("\(buy)/\(sell)")
      }
    return TrialCatalogue.thresholds.compactMap { value in
      trial(.limit, "limit_threshold", value > 1 ? TrialCatalogue.none : .exact(value), configured) {
        $0.backtest.exchange.limit = .threshold(value)
      }
    }
  }

  private var executor: [Trial] {
    let backtest = setting.backtest
    let exchange = backtest.exchange
    let units = [100, 1, nil].compactMap { unit in
      trial(
        .lots, "trade_unit", unit.map { .exact($0) } ?? TrialCatalogue.none,
        exchange.tradeUnit.map { .exact($0) } ?? TrialCatalogue.none
      ) {
        $0.backtest.exchange.tradeUnit = unit
      }
    }
    func word(_ isCash: Bool) -> MessageArgument { .text(isCash ? "cash" : "None") }
    func order(_ isParallel: Bool) -> MessageArgument { .text(isParallel ? "parallel" : "serial") }
    var trials = units
    trials += [
      trial(.settlement, "settle_type", word(!backtest.delaysProceeds), word(backtest.delaysProceeds)) {
        $0.backtest.delaysProceeds.toggle()
      },
      trial(.settlement, "trade_type", order(!backtest.buysFirst), order(backtest.buysFirst)) {
        $0.backtest.buysFirst.toggle()
      },
    ].compactMap { $0 }
    trials += volumeLimits
    if !backtest.startPositions.isEmpty {
      trials.append(trial(.account, .noStartPositions) { $0.backtest.startPositions = [] })
    }
    return trials + impact
  }

  /// Shares of a day's volume that are tried as a limit.
  private static let volumeShares = [0.1, 0.05, 0.2, 0.25, 0.5]

  private var volumeLimits: [Trial] {
    let exchange = setting.backtest.exchange
    func limit(_ share: Double) -> String { "\(Difference.text(share))*$volume" }
    if exchange.volumeLimits.isEmpty {
      return TrialCatalogue.volumeShares.map { share in
        trial(.volume, .volumeLimit(limit(share), instead: nil)) {
          $0.backtest.exchange.volumeLimits = [.init(kind: .cumulative, side: .all, expression: limit(share))]
        }
      }
    }
    let configured = exchange.volumeLimits.map(\.expression).joined(separator: ", ")
    return [trial(.volume, .noVolumeLimit) { $0.backtest.exchange.volumeLimits = [] }]
      + TrialCatalogue.volumeShares.filter { limit($0) != configured }.map { share in
        trial(.volume, .volumeLimit(limit(share), instead: configured)) {
          for place in $0.backtest.exchange.volumeLimits.indices {
            $0.backtest.exchange.volumeLimits[place].expression = limit(share)
          }
        }
      }
  }

  private var impact: [Trial] {
    Set([fittedImpact ?? 0, 0]).sorted(by: >).compactMap { number(.volume, "impact_cost", $0, \.exchange.impactCost) }
  }

  /// The rate at which the first cost that differs is the recorded one: the impact is proportional to it, and a replay
  /// under a rate of one more shows how much one is.
  private var fittedImpact: Double? {
    let known = zip(recorded.report, replayed.report)
    guard let (record, own) = known.first(where: { Difference.exceedsRelatively($0.cost, $1.cost, limit: 1e-9) }),
      record.day == own.day
    else { return nil }
    var more = setting
    more.backtest.exchange.impactCost += 1
    more.backtest.end = min(more.backtest.end, own.day)
    guard let row = laboratory.replay(more)?.report.last(where: { $0.day == own.day }), row.cost > own.cost
    else { return nil }
    let rate = setting.backtest.exchange.impactCost + (record.cost - own.cost) / (row.cost - own.cost)
    return rate.isFinite && rate >= 0 ? (rate * 1e6).rounded() / 1e6 : nil
  }

  // MARK: - Strategy

  private var strategies: [Trial] {
    guard case .topkDropout(let own) = setting.strategy.kind else { return [] }
    func change(
      _ key: String, _ tried: MessageArgument, _ configured: MessageArgument,
      _ change: (inout TopkDropoutParameters) -> Void
    ) -> Trial? {
      var parameters = own
      change(&parameters)
      return trial(.strategy, key, tried, configured) { $0.strategy.kind = .topkDropout(parameters) }
    }
    let counts = Array(traits.holdingCounts.prefix(3))
    let drops = Array(
      Set([traits.leavingMax, traits.leavingMax - 1]).filter { $0 >= 0 }.sorted(by: >))
    var trials: [Trial?] = counts.map { count in
      change("topk", .count(count), .count(own.topk)) { $0.topk = count }
    }
    trials += (drops + [0, 1, 2, 3, 5, 10]).map { drop in
      change("n_drop", .count(drop), .count(own.nDrop)) { $0.nDrop = drop }
    }
    trials += counts.prefix(1).flatMap { count in
      drops.map { drop in
        change("topk/n_drop", .text("\(count)/\(drop)"), .text("\(own.topk)/\(own.nDrop)")) {
          $0.topk = count
          $0.nDrop = drop
        }
      }
    }
    let stays = Set([traits.shortestStay].compactMap { $0 } + Array(1...10)).sorted()
    trials += stays.map { stay in
      change("hold_thresh", .count(stay), .count(own.holdThreshold)) { $0.holdThreshold = stay }
    }
    // Stocks that were chosen and could not be bought leave their share of the money unspent.
    let filled = traits.firstPurchases.map { Double(max(1, $0.names.count)) } ?? Double(own.topk)
    let meant = traits.invested.map { ($0 * Double(own.topk) / filled * 1000).rounded() / 1000 }
    trials += (traits.invested + meant + [0.95, 1]).map { share in
      change("risk_degree", .exact(share), .exact(own.riskDegree)) { $0.riskDegree = share }
    }
    func word(_ flag: Bool) -> MessageArgument { .text(flag ? "true" : "false") }
    trials += [
      change("only_tradable", word(!own.onlyTradable), word(own.onlyTradable)) { $0.onlyTradable.toggle() },
      change(
        "forbid_all_trade_at_limit", word(!own.forbidAllTradeAtLimit), word(own.forbidAllTradeAtLimit)
      ) { $0.forbidAllTradeAtLimit.toggle() },
    ]
    return trials.compactMap { $0 }
  }
}

extension Message {
  fileprivate static let none = Message("trial.none-word", en: "none", zh: "无")

  fileprivate static func otherSetting(
    _ key: String, _ tried: MessageArgument, _ configured: MessageArgument
  ) -> Message {
    Message(
      "trial.setting", ["key": .text(key), "tried": tried, "configured": configured],
      en: "The recorded run used `{key}` = {tried}, not {configured}.",
      zh: "记录的运行使用 `{key}` = {tried}，而非 {configured}。")
  }

  fileprivate static let noVolumeLimit = Message(
    "trial.no-volume-limit", en: "The recorded run had no volume limit, and its configuration sets one.",
    zh: "记录的运行没有成交量限制，而配置中有。")

  fileprivate static func volumeLimit(_ limit: String, instead configured: String?) -> Message {
    guard let configured else {
      return Message(
        "trial.volume-limit", ["limit": .text(limit)],
        en: "The recorded run limited its orders to `{limit}` a day, and its configuration sets no limit.",
        zh: "记录的运行把每日成交限制在 `{limit}`，而配置中没有限制。")
    }
    return Message(
      "trial.other-volume-limit", ["limit": .text(limit), "configured": .text(configured)],
      en: "The recorded run limited its orders to `{limit}` a day, not to `{configured}`.",
      zh: "记录的运行把每日成交限制在 `{limit}`，而非 `{configured}`。")
  }

  fileprivate static let noStartPositions = Message(
    "trial.no-start-positions", en: "The recorded run started without holdings, and its configuration names some.",
    zh: "记录的运行起始没有持仓，而配置中有。")
}
