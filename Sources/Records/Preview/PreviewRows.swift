package import Primitives

/// What a user wants watched on virtual money; it never changes after the preview was made.
package struct PreviewDefinition: Equatable, Sendable {
  /// The rule set under which orders trade.
  package enum Rules: String, Sendable, CaseIterable { case ashare, qlib }

  package var previewID: String
  /// The configuration of `StrategyConfig.json`.
  package var strategy: StrategyConfig
  package var rules: Rules
  /// Whether commission, stamp tax and transfer fee are paid.
  package var fees: Bool
  /// Where the predictions were read from when the preview was made, and what they hashed to then;
  /// nil where they come with each settlement.
  package var predictionsPath: String?
  package var predictionsSHA256: String?
  /// The first day on which the preview may trade.
  package var startDay: TradingDay
  /// The key of the kept model that scores days beyond the predictions; nil: there is none.
  package var model: String?
  /// The index that the strategy's configuration measures it against; nil where it names none.
  package var benchmark: InstrumentID?

  package init(
    previewID: String, strategy: StrategyConfig, rules: Rules = .ashare, fees: Bool = true,
    predictionsPath: String? = nil, predictionsSHA256: String? = nil, startDay: TradingDay, model: String? = nil,
    benchmark: InstrumentID? = nil
  ) {
    self.model = model
    self.benchmark = benchmark
    self.previewID = previewID
    self.strategy = strategy
    self.rules = rules
    self.fees = fees
    self.predictionsPath = predictionsPath
    self.predictionsSHA256 = predictionsSHA256
    self.startDay = startDay
  }
}

/// A preview as the lists show it (`preview_strategy`; `Contracts.md`, preview tables).
package struct PreviewStrategy: Equatable, Sendable {
  package enum Status: String, Sendable, CaseIterable { case running, stopped, archived }

  package var id: String
  /// The strategy or migration it was made from.
  package var strategyID: String
  package var displayName: String
  /// Above zero.
  package var initialCapital: Money
  package var status: Status
  /// `2026-11-23T08:41:33+00:00`.
  package var createdAt: String
  package var updatedAt: String
  /// The last day that is settled of a stopped preview; nil where it runs.
  package var stoppedOn: TradingDay?

  package init(
    id: String, strategyID: String, displayName: String, initialCapital: Money, status: Status,
    createdAt: String,
    updatedAt: String, stoppedOn: TradingDay? = nil
  ) {
    self.stoppedOn = stoppedOn
    self.id = id
    self.strategyID = strategyID
    self.displayName = displayName
    self.initialCapital = initialCapital
    self.status = status
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// A virtual fill (`preview_trade`).
package struct PreviewTrade: Equatable, Sendable {
  package var previewID: String
  package var tradingDay: TradingDay
  /// Local market time with offset: `2026-11-23T15:00:00+08:00`.
  package var datetime: String
  package var symbol: InstrumentID
  package var side: Direction
  /// Yuan per share.
  package var price: Money
  /// Shares.
  package var volume: Int64
  /// Price times volume.
  package var amount: Money
  package var commission: Money
  package var stampTax: Money
  package var transferFee: Money
  /// Why the strategy wanted it.
  package var reason: OrderReason

  package init(
    previewID: String, tradingDay: TradingDay, datetime: String, symbol: InstrumentID,
    side: Direction, price: Money,
    volume: Int64, amount: Money, commission: Money, stampTax: Money, transferFee: Money,
    reason: OrderReason
  ) {
    self.previewID = previewID
    self.tradingDay = tradingDay
    self.datetime = datetime
    self.symbol = symbol
    self.side = side
    self.price = price
    self.volume = volume
    self.amount = amount
    self.commission = commission
    self.stampTax = stampTax
    self.transferFee = transferFee
    self.reason = reason
  }

  /// All that was paid beside the amount.
  package var cost: Money { commission + stampTax + transferFee }
}

/// A holding at the close of a day (`preview_position`): one row a day.
package struct PreviewPosition: Equatable, Sendable {
  package var previewID: String
  package var tradingDay: TradingDay
  package var symbol: InstrumentID
  /// Shares.
  package var volume: Int64
  /// Yuan per share, costs of the purchase included; rounded half up.
  package var avgCost: Money
  /// The last known close, yuan per share.
  package var lastPrice: Money
  package var marketValue: Money
  /// What the holding cost in all; `avgCost` is this by share.
  package var costBasis: Money
  /// Closes since the purchase, the day of purchase counted as 1.
  package var countDay: Int
  /// The day of `lastPrice`; before `tradingDay` where the stock had no close.
  package var priceDay: TradingDay

  package init(
    previewID: String, tradingDay: TradingDay, symbol: InstrumentID, volume: Int64, avgCost: Money,
    lastPrice: Money,
    marketValue: Money, costBasis: Money, countDay: Int, priceDay: TradingDay
  ) {
    self.previewID = previewID
    self.tradingDay = tradingDay
    self.symbol = symbol
    self.volume = volume
    self.avgCost = avgCost
    self.lastPrice = lastPrice
    self.marketValue = marketValue
    self.costBasis = costBasis
    self.countDay = countDay
    self.priceDay = priceDay
  }

  /// Whether the value rests on an older close than the day's.
  package var isStale: Bool { priceDay < tradingDay }
}

/// Where the scores that decided a day came from.
package enum ScoreOrigin: String, Sendable, CaseIterable {
  /// From the predictions that the preview was made with.
  case recorded
  /// Computed here with the preview's model, as the day's close came in.
  case live
  /// There were none: no orders.
  case none
  /// Another program's day.
  case imported
}

/// How the digest of a settled day's prices writes a stock that has none.
package enum DigestCoding: Int64, Sendable {
  /// As the sentence that version 0.1.0 showed for it.
  case sentences = 1
  /// As the code of its `RejectReason`.
  case codes = 2
}

/// The money of a preview at the close of a day (`preview_account`).
package struct PreviewAccount: Equatable, Sendable {
  package var previewID: String
  package var tradingDay: TradingDay
  package var cash: Money
  /// Cash and holdings at their last prices.
  package var totalValue: Money
  /// Against the day before; on the first day against the initial capital.
  package var dailyPnL: Money
  /// Against the initial capital.
  package var cumPnL: Money
  /// The highest `totalValue` so far, the initial capital included.
  package var peak: Money
  /// Costs paid on this day.
  package var cost: Money
  /// SHA-256 of the prices the day was settled with, to notice restated ones.
  package var pricesSHA256: String
  /// SHA-256 of the scores that decided the day; of nothing where there were none.
  package var scoresSHA256: String
  package var scoreOrigin: ScoreOrigin
  /// How a day without a price is written where `pricesSHA256` is computed.
  package var coding: DigestCoding

  package init(
    previewID: String, tradingDay: TradingDay, cash: Money, totalValue: Money, dailyPnL: Money,
    cumPnL: Money,
    peak: Money, cost: Money, pricesSHA256: String, scoresSHA256: String, scoreOrigin: ScoreOrigin = .recorded,
    coding: DigestCoding = .codes
  ) {
    self.coding = coding
    self.scoreOrigin = scoreOrigin
    self.previewID = previewID
    self.tradingDay = tradingDay
    self.cash = cash
    self.totalValue = totalValue
    self.dailyPnL = dailyPnL
    self.cumPnL = cumPnL
    self.peak = peak
    self.cost = cost
    self.pricesSHA256 = pricesSHA256
    self.scoresSHA256 = scoresSHA256
  }

  /// The fall from the peak as a fraction, 0 or negative.
  package var drawdown: Double {
    peak.units > 0 ? Double((totalValue - peak).units) / Double(peak.units) : 0
  }
}

/// Something a preview wanted on a day and did not get (`preview_skip`).
package struct PreviewSkip: Equatable, Sendable {
  package var previewID: String
  package var tradingDay: TradingDay
  /// Nil where the whole day was passed over.
  package var symbol: InstrumentID?
  package var side: Direction?
  /// Shares that were wanted and did not trade.
  package var volume: Int64
  package var reason: RejectReason

  package init(
    previewID: String, tradingDay: TradingDay, symbol: InstrumentID?, side: Direction?,
    volume: Int64, reason: RejectReason
  ) {
    self.previewID = previewID
    self.tradingDay = tradingDay
    self.symbol = symbol
    self.side = side
    self.volume = volume
    self.reason = reason
  }
}

/// What a strategy remembers after a day, as text of its own form (`preview_memory`).
package struct PreviewMemory: Equatable, Sendable {
  package var previewID: String
  package var tradingDay: TradingDay
  package var memory: String

  package init(previewID: String, tradingDay: TradingDay, memory: String) {
    self.previewID = previewID
    self.tradingDay = tradingDay
    self.memory = memory
  }
}

/// Something that happened to a preview's settled days, to be shown for as long as it exists
/// (`preview_event`).
package struct PreviewEvent: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Prices changed: the day and all after it were settled again.
    case restated
    /// The scores that decided the day are others now; nothing was settled again.
    case scoresChanged = "scores changed"
  }

  package var previewID: String
  package var kind: Kind
  /// The first day it concerns.
  package var tradingDay: TradingDay
  /// When it was noticed.
  package var at: String

  package init(previewID: String, kind: Kind, tradingDay: TradingDay, at: String) {
    self.previewID = previewID
    self.kind = kind
    self.tradingDay = tradingDay
    self.at = at
  }
}

/// A day's scores of a kept model, as they were computed (`live_score`).
package struct LiveScoreDay: Equatable, Sendable {
  package var tradingDay: TradingDay
  /// SHA-256 of the bars of the day that they rest on.
  package var inputsSHA256: String
  /// Sorted.
  package var instruments: [InstrumentID]
  /// To the bit.
  package var values: [Double]

  package init(tradingDay: TradingDay, inputsSHA256: String, instruments: [InstrumentID], values: [Double]) {
    self.tradingDay = tradingDay
    self.inputsSHA256 = inputsSHA256
    self.instruments = instruments
    self.values = values
  }
}

/// Everything that one settlement writes: whole days, in order.
package struct PreviewDays: Equatable, Sendable {
  package var trades: [PreviewTrade] = []
  package var positions: [PreviewPosition] = []
  package var accounts: [PreviewAccount] = []
  package var skips: [PreviewSkip] = []
  /// Of strategies that remember; empty for the others.
  package var memories: [PreviewMemory] = []

  package init() {}
}

extension PreviewEvent {
  /// What happened and when it was noticed, for a reader.
  package var message: Message {
    let noticed = MessageArgument.text(String(at.prefix(10)))
    return switch kind {
    case .restated:
      Message(
        "preview-event.restated", ["day": .day(tradingDay), "noticed": noticed],
        en: "Prices from {day} on were restated (noticed {noticed}): this day and all later ones were settled again. "
          + "Earlier reports show other values.",
        zh: "{day} 起的行情被修订（{noticed} 发现）：该日及以后重新结算，此前报告的数值不同。")
    case .scoresChanged:
      Message(
        "preview-event.scores-changed", ["day": .day(tradingDay), "noticed": noticed],
        en: "The scores that decided {day} have changed since (noticed {noticed}): settled trades stand.",
        zh: "决定 {day} 的得分此后变化（{noticed} 发现）：已结算的成交保持不变。")
    }
  }
}
