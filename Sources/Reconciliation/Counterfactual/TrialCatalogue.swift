import Primitives
import Records

/// The trials that a divergence calls for, likeliest first: values come from the record's own traits and
/// from what RD-Agent's templates hold (contracts 10.1).
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

  func trials(for divergence: FirstDivergence) -> [Trial] {
    switch divergence.field {
    case .day: windows
    case .report("bench"): benchmarks
    case .report("cost"), .report("total_cost"): fees + impact
    default:
      accounts + strategies + prices + limits + executor + fees
        + PredictionTrials(self).all(divergence)
    }
  }

  /// A change of the setting; none where it changes nothing.
  func trial(
    _ cause: Cause, _ name: String, _ tried: String, _ configured: String,
    _ change: (inout RunSetting) -> Void
  ) -> Trial? {
    guard tried != configured else { return nil }
    var changed = setting
    change(&changed)
    return Trial(cause: cause, name: name, tried: tried, configured: configured, setting: changed)
  }

  private func number(
    _ cause: Cause, _ name: String, _ value: Double, _ path: WritableKeyPath<BacktestConfig, Double>
  )
    -> Trial?
  {
    trial(cause, name, Difference.text(value), Difference.text(setting.backtest[keyPath: path])) {
      $0.backtest[keyPath: path] = value
    }
  }

  // MARK: - Backtest

  private var windows: [Trial] {
    guard let first = recorded.report.first?.day, let last = recorded.report.last?.day else {
      return []
    }
    let backtest = setting.backtest
    return [
      trial(.window, "start_time", "\(first)", "\(backtest.start)") { $0.backtest.start = first },
      trial(.window, "end_time", "\(last)", "\(backtest.end)") { $0.backtest.end = last },
      trial(
        .window, "start_time, end_time", "\(first), \(last)", "\(backtest.start), \(backtest.end)"
      ) {
        $0.backtest.start = first
        $0.backtest.end = last
      },
    ].compactMap { $0 }
  }

  private var benchmarks: [Trial] {
    let configured = setting.backtest.benchmark.instruments.map(\.name).joined(separator: ", ")
    return laboratory.indexes.compactMap { index in
      trial(.benchmark, "benchmark", index.name, configured) {
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
      let fit = FeeFit(recorded: recorded.report, replayed: replayed.report, trades: trades),
      let open = NumberReader.double(FeeFit.text(fit.open)),
      let close = NumberReader.double(FeeFit.text(fit.close)),
      open >= 0, close >= 0
    {
      rates.append((open, close))
    }
    rates += [
      (exchange.openCost, exchange.closeCost), (0.0005, 0.0015), (0.0001, 0.0001), (0.0015, 0.0025),
      (0, 0),
    ]
    func text(_ open: Double, _ close: Double, _ least: Double) -> String {
      [open, close, least].map { Difference.text($0) }.joined(separator: "/")
    }
    return rates.flatMap { rate in
      ([exchange.minCost] + TrialCatalogue.leastCommissions).compactMap { least in
        trial(
          .fees, "open_cost/close_cost/min_cost", text(rate.open, rate.close, least),
          text(exchange.openCost, exchange.closeCost, exchange.minCost)
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
        .dealPrice, "deal_price", "\(buy)/\(sell)", "\(exchange.buyPrice)/\(exchange.sellPrice)"
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
    let configured =
      switch exchange.limit {
      case .threshold(let value): Difference.text(value)
      case .expressions(let buy, let sell): "\(buy), \(sell)"
      }
    return TrialCatalogue.thresholds.compactMap { value in
      trial(.limit, "limit_threshold", value > 1 ? "none" : Difference.text(value), configured) {
        $0.backtest.exchange.limit = .threshold(value)
      }
    }
  }

  private var executor: [Trial] {
    let backtest = setting.backtest
    let exchange = backtest.exchange
    let units = [100, 1, nil].compactMap { unit in
      trial(
        .lots, "trade_unit", unit.map { Difference.text($0) } ?? "none",
        exchange.tradeUnit.map { Difference.text($0) } ?? "none"
      ) {
        $0.backtest.exchange.tradeUnit = unit
      }
    }
    return units
      + [
        trial(
          .settlement, "settle_type", backtest.delaysProceeds ? "None" : "cash",
          backtest.delaysProceeds ? "cash" : "None"
        ) {
          $0.backtest.delaysProceeds.toggle()
        },
        trial(
          .settlement, "trade_type", backtest.buysFirst ? "serial" : "parallel",
          backtest.buysFirst ? "parallel" : "serial"
        ) {
          $0.backtest.buysFirst.toggle()
        },
        trial(.volume, "volume_threshold", "none", exchange.volumeLimits.isEmpty ? "none" : "set") {
          $0.backtest.exchange.volumeLimits = []
        },
        trial(.account, "start positions", "none", backtest.startPositions.isEmpty ? "none" : "set") {
          $0.backtest.startPositions = []
        },
      ].compactMap { $0 } + impact
  }

  private var impact: [Trial] {
    number(.volume, "impact_cost", 0, \.exchange.impactCost).map { [$0] } ?? []
  }

  // MARK: - Strategy

  private var strategies: [Trial] {
    guard case .topkDropout(let own) = setting.strategy.kind else { return [] }
    func change(
      _ name: String, _ tried: String, _ configured: String,
      _ change: (inout TopkDropoutParameters) -> Void
    )
      -> Trial?
    {
      var parameters = own
      change(&parameters)
      return trial(.strategy, name, tried, configured) {
        $0.strategy.kind = .topkDropout(parameters)
      }
    }
    let counts = Array(traits.holdingCounts.prefix(3))
    let drops = Array(
      Set([traits.leavingMax, traits.leavingMax - 1]).filter { $0 >= 0 }.sorted(by: >))
    var trials: [Trial?] = counts.map { count in
      change("topk", "\(count)", "\(own.topk)") { $0.topk = count }
    }
    trials += (drops + [0, 1, 2, 3, 5, 10]).map { drop in
      change("n_drop", "\(drop)", "\(own.nDrop)") { $0.nDrop = drop }
    }
    trials += counts.prefix(1).flatMap { count in
      drops.map { drop in
        change("topk, n_drop", "\(count), \(drop)", "\(own.topk), \(own.nDrop)") {
          $0.topk = count
          $0.nDrop = drop
        }
      }
    }
    let stays = Set([traits.shortestStay].compactMap { $0 } + Array(1...10)).sorted()
    trials += stays.map { stay in
      change("hold_thresh", "\(stay)", "\(own.holdThreshold)") { $0.holdThreshold = stay }
    }
    trials += (traits.invested + [0.95, 1]).map { share in
      change("risk_degree", Difference.text(share), Difference.text(own.riskDegree)) {
        $0.riskDegree = share
      }
    }
    trials += [
      change("only_tradable", "\(!own.onlyTradable)", "\(own.onlyTradable)") {
        $0.onlyTradable.toggle()
      },
      change(
        "forbid_all_trade_at_limit", "\(!own.forbidAllTradeAtLimit)", "\(own.forbidAllTradeAtLimit)"
      ) {
        $0.forbidAllTradeAtLimit.toggle()
      },
    ]
    return trials.compactMap { $0 }
  }
}
