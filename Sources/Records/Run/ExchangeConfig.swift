package import Primitives

/// qlib's exchange settings (`qlib/backtest/exchange.py`); what nobody sets is qlib's own (`QlibDefaults`).
package struct ExchangeConfig: Equatable, Sendable {
  /// When a stock counts as locked at its price limit.
  package enum PriceLimit: Equatable, Sendable {
    /// `|$change|` at least this fraction, compared in float32.
    case threshold(Double)
    /// Two expressions, non-zero or missing meaning locked for buying and for selling.
    case expressions(buy: String, sell: String)
  }

  /// Volume limit of one side: the expression on the day, or what is left of it after today's deals.
  package struct VolumeLimit: Equatable, Sendable {
    package enum Kind: String, Sendable { case current, cumulative = "cum" }
    package enum Side: String, Sendable { case buy, sell, all }
    package var kind: Kind
    package var side: Side
    package var expression: String

    package init(kind: Kind, side: Side, expression: String) {
      self.kind = kind
      self.side = side
      self.expression = expression
    }
  }

  /// Whose quotes there are; nothing else can trade.
  package enum Codes: Equatable, Sendable {
    /// A universe of the market, each member on its own days.
    case universe(String)
    /// Stocks on all their days, sorted.
    case instruments([InstrumentID])

    package static let all = Codes.universe("all")
  }

  package var codes = Codes.all
  package var limit: PriceLimit = .threshold(QlibDefaults.limitThreshold)
  /// Field or expression of the deal price, `$` included.
  package var buyPrice = QlibDefaults.dealPrice
  package var sellPrice = QlibDefaults.dealPrice
  /// Fractions of the traded value.
  package var openCost = QlibDefaults.openCost
  package var closeCost = QlibDefaults.closeCost
  /// Yuan per order.
  package var minCost = QlibDefaults.minCost
  package var impactCost = 0.0
  /// Shares per lot in real (unadjusted) shares; nil: no rounding.
  package var tradeUnit: Double? = QlibDefaults.tradeUnit
  package var volumeLimits: [VolumeLimit] = []

  package init() {}

  /// Every expression that decides a price, a limit or a volume, once each, sorted.
  package var expressions: [String] {
    var texts = [buyPrice, sellPrice] + volumeLimits.map(\.expression)
    if case .expressions(let buy, let sell) = limit { texts += [buy, sell] }
    return Set(texts).sorted()
  }

  /// Names of settings that qlib takes as a Python tuple only.
  package var tupleSettings: [String] {
    var names: [String] = []
    if case .expressions = limit { names.append("limit_threshold") }
    if !volumeLimits.isEmpty { names.append("volume_threshold") }
    return names
  }

  package var json: JSONValue {
    let limitJSON: JSONValue =
      switch limit {
      case .threshold(let value): .number(value)
      case .expressions(let buy, let sell): [.string(buy), .string(sell)]
      }
    var json: [String: JSONValue] = [
      "limit_threshold": limitJSON, "buy_price": .string(buyPrice), "sell_price": .string(sellPrice),
      "open_cost": .number(openCost), "close_cost": .number(closeCost), "min_cost": .number(minCost),
      "impact_cost": .number(impactCost), "trade_unit": .optional(tradeUnit),
      "volume_threshold": .array(
        volumeLimits.map { [.string($0.kind.rawValue), .string($0.side.rawValue), .string($0.expression)] }),
    ]
    // Where it is what it nearly always is, digests of earlier runs stay as they are.
    switch codes {
    case .all: break
    case .universe(let name): json["codes"] = .string(name)
    case .instruments(let list): json["codes"] = .array(list.map { .string($0.name) })
    }
    return .object(json)
  }
}

/// One backtest as asked for: window, money, benchmark, exchange, executor.
package struct BacktestConfig: Equatable, Sendable {
  /// What the strategy is measured against.
  package enum Benchmark: Equatable, Sendable {
    case instruments([InstrumentID])
    /// `benchmark: null`: qlib still uses SH000300.
    case qlibDefault

    package var instruments: [InstrumentID] {
      switch self {
      case .instruments(let list): list
      case .qlibDefault: [QlibDefaults.benchmark]
      }
    }
  }

  /// A holding before the first day.
  package struct StartPosition: Equatable, Sendable {
    package var instrument: InstrumentID
    /// Adjusted shares.
    package var amount: Double
    /// Adjusted yuan.
    package var price: Double

    package init(instrument: InstrumentID, amount: Double, price: Double) {
      self.instrument = instrument
      self.amount = amount
      self.price = price
    }
  }

  package var start: TradingDay
  package var end: TradingDay
  /// Cash at the start, yuan.
  package var account: Double
  package var startPositions: [StartPosition] = []
  package var benchmark: Benchmark
  package var exchange = ExchangeConfig()
  /// `trade_type: parallel`: buys are executed before sells.
  package var buysFirst = false
  /// `settle_type: cash`: proceeds of sales can be spent from the next day on.
  package var delaysProceeds = false

  package init(start: TradingDay, end: TradingDay, account: Double, benchmark: Benchmark) {
    self.start = start
    self.end = end
    self.account = account
    self.benchmark = benchmark
  }

  package var json: JSONValue {
    [
      "start_time": .string(start.description), "end_time": .string(end.description), "account": .number(account),
      "start_positions": .array(
        startPositions.map {
          ["instrument": .string($0.instrument.name), "amount": .number($0.amount), "price": .number($0.price)]
        }),
      "benchmark": .array(benchmark.instruments.map { .string($0.name) }),
      "exchange": exchange.json,
      "trade_type": buysFirst ? "parallel" : "serial",
      "settle_type": delaysProceeds ? "cash" : "none",
    ]
  }
}
